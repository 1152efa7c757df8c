package dev.usher.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may import which: dependencies point down only, and the two halves never see each other. */
class HouseTest {
    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.usher");
    }

    /** Each room, and the rooms of ours it may import. A room that is not named here fails. */
    private static final String ROOMS = """
            fd:
            loop:                   fd
            config:
            handoff:                fd loop
            server.bucket:
            server.connection:      server.bucket fd loop config
            server.filter:          server.connection server.bucket
            server.http:            server.connection server.bucket fd loop config
            server.content:         server.http server.connection server.bucket fd loop config
            server.content.files:   server.content server.http server.connection server.bucket fd loop config
            server.content.fastcgi: server.content server.http server.connection server.bucket fd loop config
            server.content.log:     server.http config
            server.content.java:    server.content server.http server.connection server.bucket server.handler \
                                    fd loop config
            server.content.status:  server.content server.http server.connection server.bucket fd loop config
            server.content.site:    server.content.files server.content.fastcgi server.content.java \
                                    server.content.status server.content server.handler server.http \
                                    server.connection server.bucket fd loop config
            server.handoff:         server.http server.connection server.bucket fd loop config handoff
            server.handler:         server.filter server.connection server.bucket fd config
            server:                 server.content.site server.content.java server.content.status \
                                    server.content.log server.handoff server.handler server.filter server.http \
                                    server.connection fd loop config
            daemon.backend:         loop config
            daemon.upstream:        fd loop config
            daemon.attach:          fd
            daemon.model:           daemon.attach daemon.upstream daemon.backend loop config
            daemon.stream:          daemon.backend fd loop config
            daemon.receive:         daemon.stream daemon.backend fd loop config handoff
            daemon.exec:            daemon.receive daemon.stream daemon.backend fd loop config handoff
            daemon.observe:         daemon.receive daemon.stream daemon.backend fd loop config
            daemon:                 daemon.exec daemon.observe daemon.receive daemon.stream daemon.model daemon.attach \
                                    daemon.upstream daemon.backend fd loop config handoff
            bench.script:
            bench.judge:            bench.script
            bench.report:           bench.judge
            bench.process:          fd
            bench.floor:            bench.script fd loop
            bench.llm:              bench.script loop
            bench.load:             bench.process bench.report bench.judge bench.script fd loop
            bench:                  bench.load bench.llm bench.floor bench.process bench.report bench.script fd
            cli.log:                server.content.log
            cli.doctor:             server daemon fd loop config handoff
            cli.demo:               server server.content.java server.content.status server.content server.http daemon fd loop config handoff
            cli.systemd:            fd
            cli:                    cli.systemd cli.demo cli.doctor cli.log bench bench.llm server server.content.log daemon fd loop config handoff
            testkit:
            """;

    @ParameterizedTest
    @MethodSource("rooms")
    void roomImportsOnlyWhatStandsBelowIt(String room) {
        Set<String> allowed = Stream.concat(Stream.of(room), below(room).stream())
                .map(name -> "dev.usher." + name)
                .collect(Collectors.toSet());
        noClasses()
                .that()
                .resideInAPackage("dev.usher." + room)
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.usher..")
                        .and(describe("stand outside " + allowed, c -> !allowed.contains(c.getPackageName()))))
                .allowEmptyShould(true)
                .check(house);
    }

    private static Stream<String> rooms() {
        return ROOMS.lines().map(line -> line.substring(0, line.indexOf(':')));
    }

    private static List<String> below(String room) {
        String line =
                ROOMS.lines().filter(l -> l.startsWith(room + ":")).findFirst().orElseThrow();
        return Stream.of(line.substring(room.length() + 1).trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Test
    void everyRoomIsNamedInTheRule() {
        Set<String> rooms = house.stream()
                .map(c -> c.getPackageName().substring("dev.usher.".length()))
                .collect(Collectors.toSet());
        assertThat(rooms).isSubsetOf(rooms().collect(Collectors.toSet()));
    }

    @Test
    void serverAndDaemonNeverImportEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.usher.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.usher.daemon..")
                .check(house);
        noClasses()
                .that()
                .resideInAPackage("dev.usher.daemon..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.usher.server..")
                .check(house);
    }

    @Test
    void noRoomsImportEachOtherInACircle() {
        slices().matching("dev.usher.(**)").should().beFreeOfCycles().check(house);
    }

    @Test
    void onlyTheDescriptorRoomCallsNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.usher.fd..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(house);
    }

    @Test
    void theDescriptorRoomNeedsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("dev.usher.fd..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("dev.usher.fd..", "java..", "org.jspecify.annotations"))
                .check(house);
    }

    @Test
    void signalsAreHandledInOneClass() {
        Set<String> users = house.stream()
                .filter(c -> c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getFullName().startsWith("sun.misc.")))
                .map(c -> c.getName().replaceAll("\\$.*", ""))
                .collect(Collectors.toSet());
        assertThat(users).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void onlyTheLoopRoomKnowsWhatItsLoopsWaitWith() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.usher.loop..", "dev.usher.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel.epoll..", "io.netty.channel.uring..")
                .because("epoll or io_uring is chosen in one place, dev.usher.loop.Transport")
                .check(house);
    }

    @Test
    void noHttpCodecOfNettysAtTheDoor() {
        noClasses()
                .that()
                .resideInAPackage("dev.usher.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.handler.codec.http")
                .because("it reads ahead, folds lines and repairs what must be refused")
                .check(house);
    }
}
