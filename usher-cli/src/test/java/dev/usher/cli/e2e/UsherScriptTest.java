package dev.usher.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ./usher itself, in a house of its own, with a Maven and a JDK that only write down that they were called. */
class UsherScriptTest {
    @TempDir
    Path directory;

    private Path house;
    private Path calls;

    @BeforeEach
    void copy() throws Exception {
        house = Files.createDirectory(directory.resolve("house"));
        calls = directory.resolve("calls");
        Files.createDirectories(house.resolve("scripts"));
        program(house.resolve("usher"), Files.readString(Programs.home().resolve("usher")));
        for (String sourced : List.of("scripts/jdk.sh", "scripts/jvm-flags.sh")) {
            Files.copy(Programs.home().resolve(sourced), house.resolve(sourced));
        }
        program(directory.resolve("bin/mvn"), """
                #!/bin/sh
                echo mvn "$@" >> %s
                sleep 0.3
                touch usher-cli/target/usher.jar
                """.formatted(calls));
        program(directory.resolve("jdk/bin/java"), "#!/bin/sh\necho java $$ \"$@\" >> " + calls + "\n");
        program(directory.resolve("jdk/bin/javac"), "#!/bin/sh\n");
        Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(directory, "out", "").toFile());
        builder.environment().clear();
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> called(String program) throws IOException {
        return Files.readAllLines(calls).stream()
                .filter(line -> line.startsWith(program + " "))
                .toList();
    }

    @Test
    void twoThatAreStartedAtOnceBuildOnce() throws Exception {
        List<Process> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(start(Map.of(), house.resolve("usher").toString(), "--version"));
        }
        for (Process each : both) {
            assertThat(each.waitFor()).isZero();
        }
        assertThat(called("mvn")).hasSize(1);
        assertThat(called("java")).hasSize(2);
    }

    @Test
    void theJvmTakesTheProcessOver() throws Exception {
        Process usher = start(
                Map.of("USHER_JAVA_OPTS", "-Xmx99m -Dx=y"),
                house.resolve("usher").toString(),
                "run",
                "a b");
        assertThat(usher.waitFor()).isZero();
        assertThat(called("java").getFirst())
                .startsWith("java " + usher.pid() + " ")
                .endsWith(" -Xmx99m -Dx=y -jar " + house.resolve("usher-cli/target/usher.jar") + " run a b");
    }

    private Path cacheBesideAJar(String jarAge, String cacheAge) throws Exception {
        Path target = Files.createDirectories(house.resolve("usher-cli/target"));
        Path cache = target.resolve("usher.aot");
        for (Path file : List.of(target.resolve("usher.jar"), cache)) {
            String age = file.equals(cache) ? cacheAge : jarAge;
            Files.writeString(file, "x");
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(java.time.Instant.parse(age)));
        }
        return cache;
    }

    @Test
    void anAotCacheMadeOfTheJarIsUsedWithoutAWord() throws Exception {
        Path cache = cacheBesideAJar("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        assertThat(start(Map.of(), house.resolve("usher").toString(), "run").waitFor())
                .isZero();
        assertThat(called("java").getFirst())
                .contains(" -XX:AOTCache=" + cache + " -Xlog:disable -Xlog:all=warning,aot*=off,cds*=off:stderr ");
    }

    @Test
    void anAotCacheOlderThanTheJarIsNotUsed() throws Exception {
        cacheBesideAJar("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z");
        assertThat(start(Map.of(), house.resolve("usher").toString(), "run").waitFor())
                .isZero();
        assertThat(called("java").getFirst()).doesNotContain("AOTCache");
    }

    @Test
    void optionsThatExcludeAnAotCacheWin() throws Exception {
        cacheBesideAJar("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        Process usher = start(
                Map.of("USHER_JAVA_OPTS", "-Xshare:off"), house.resolve("usher").toString(), "run");
        assertThat(usher.waitFor()).isZero();
        assertThat(called("java").getFirst()).contains("-Xshare:off").doesNotContain("AOTCache");
    }

    @Test
    void whatTheJvmWarnsOfIsNotOnStandardOutput() throws Exception {
        cacheBesideAJar("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z");
        assertThat(start(Map.of(), house.resolve("usher").toString(), "run").waitFor())
                .isZero();
        assertThat(called("java").getFirst())
                .contains(" -XX:+UseSerialGC ", " -Xlog:disable -Xlog:all=warning:stderr ");
    }

    @Test
    void anotherCollectorTakesThePlaceOfOurs() throws Exception {
        cacheBesideAJar("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z");
        Process usher = start(
                Map.of("USHER_JAVA_OPTS", "-Xmx99m -XX:+UseG1GC"),
                house.resolve("usher").toString(),
                "run");
        assertThat(usher.waitFor()).isZero();
        assertThat(called("java").getFirst()).contains(" -XX:+UseG1GC ").doesNotContain("UseSerialGC");
    }

    @Test
    void aCheckoutThatCannotBeWrittenToIsSaid() throws Exception {
        Files.writeString(house.resolve("usher-cli"), "no directory"); // root may write to all that is one
        Process usher = start(Map.of(), house.resolve("usher").toString(), "--version");
        assertThat(usher.waitFor()).isEqualTo(69);
        assertThat(said()).contains("cannot be built: this user may not write to " + house.resolve("usher-cli/target"));
        assertThat(calls).doesNotExist();
    }

    @Test
    void aLinkNamedFdrecvIsExec() throws Exception {
        Path link = directory.resolve("bin/fdrecv");
        Files.createSymbolicLink(link, house.resolve("usher"));
        assertThat(start(Map.of(), link.toString(), "/run/x.sock", "cat", "-n").waitFor())
                .isZero();
        assertThat(called("java").getFirst()).endsWith("usher.jar exec /run/x.sock cat -n");
    }

    @Test
    void aBuildThatFailsIsShown() throws Exception {
        program(directory.resolve("bin/mvn"), "#!/bin/sh\necho it is broken\nexit 1\n");
        Process usher = start(Map.of(), house.resolve("usher").toString(), "--version");
        assertThat(usher.waitFor()).isEqualTo(70);
        assertThat(said()).contains("it is broken", "usher: the build failed");
    }

    @Test
    void aMissingMavenIsSaidWithItsPackage() throws Exception {
        Path few = Files.createDirectory(directory.resolve("few"));
        for (String name : List.of("bash", "dirname", "readlink", "basename", "sed", "mkdir", "flock", "env")) {
            Files.createSymbolicLink(few.resolve(name), Path.of(Programs.find(name, name)));
        }
        Process usher =
                start(Map.of("PATH", few.toString()), house.resolve("usher").toString(), "--version");
        assertThat(usher.waitFor()).isEqualTo(69);
        assertThat(said()).contains("Maven is missing", "apt-get install maven");
    }

    private String said() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.newDirectoryStream(directory, "out*")) {
            for (Path each : files) {
                all.append(Files.readString(each));
            }
        }
        return all.toString();
    }
}
