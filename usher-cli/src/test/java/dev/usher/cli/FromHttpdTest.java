package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Configuration;
import dev.usher.config.Problem;
import dev.usher.fd.ThisProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Files written for Apache httpd: what a distribution's own say, and what is told of them. */
class FromHttpdTest {
    /** The directives of Debian's apache2.conf, ports.conf, security.conf and of the modules it enables. */
    private static final String DEBIAN = """
            DefaultRuntimeDir ${APACHE_RUN_DIR}
            PidFile ${APACHE_PID_FILE}
            Timeout 300
            KeepAlive On
            MaxKeepAliveRequests 100
            KeepAliveTimeout 5
            User ${APACHE_RUN_USER}
            Group ${APACHE_RUN_GROUP}
            HostnameLookups Off
            ErrorLog ${APACHE_LOG_DIR}/error.log
            LogLevel warn
            IncludeOptional mods-enabled/*.load
            Listen 80
            <IfModule ssl_module>
                Listen 443
            </IfModule>
            <Directory />
                Options FollowSymLinks
                AllowOverride None
                Require all denied
            </Directory>
            <Directory /var/www/>
                Options Indexes FollowSymLinks
                AllowOverride None
                Require all granted
            </Directory>
            AccessFileName .htaccess
            <FilesMatch "^\\.ht">
                Require all denied
            </FilesMatch>
            LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost_combined
            LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
            LogFormat "%h %l %u %t \\"%r\\" %>s %O" common
            ServerTokens OS
            ServerSignature On
            TraceEnable Off
            StartServers 2
            MaxRequestWorkers 150
            <IfModule mod_mime.c>
                TypesConfig /etc/mime.types
                AddType application/x-compress .Z
                AddEncoding x-gzip .gz .tgz
                AddLanguage am .amh
                AddCharset us-ascii .ascii .us-ascii
                AddHandler type-map var
            </IfModule>
            CustomLog ${APACHE_LOG_DIR}/other_vhosts_access.log vhost_combined
            <VirtualHost *:80>
                ServerAdmin webmaster@localhost
                DocumentRoot /var/www/html
                ErrorLog ${APACHE_LOG_DIR}/error.log
                CustomLog ${APACHE_LOG_DIR}/access.log combined
            </VirtualHost>
            """;

    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("usher.conf"), text);
    }

    private int check(Path file) {
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(new StringWriter(), true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute("check", "-f", file.toString());
    }

    @Test
    void debiansFilesLoad() throws Exception {
        Path file = file(DEBIAN);
        Configuration read = Settings.load(
                file,
                Map.of(
                        "APACHE_RUN_DIR",
                        directory.toString(),
                        "APACHE_PID_FILE",
                        directory + "/pid",
                        "APACHE_LOG_DIR",
                        directory.toString(),
                        "APACHE_RUN_USER",
                        "www-data",
                        "APACHE_RUN_GROUP",
                        "www-data"));
        Checks.requireGood(read);
        assertThat(Checks.notices(read).stream().map(Problem::toString))
                .contains(file + ":14: notice: skipped, ssl_module is not built in")
                .contains(file + ":23: notice: Options Indexes has no effect; only FollowSymLinks has a meaning here")
                .anyMatch(notice -> notice.startsWith(file + ":1: notice: DefaultRuntimeDir is ignored: "))
                .anyMatch(notice -> notice.startsWith(file + ":34: notice: ServerTokens is ignored: "));
    }

    @Test
    void whatIsNotBuiltSaysWhatToWriteInstead() throws IOException {
        Path file = file("AddHandler application/x-httpd-php .php\nRewriteEngine On\nTraceEnable On\n"
                + "<Proxy *>\nNonsense\n</Proxy>\n");
        assertThat(check(file)).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(4)
                .anyMatch(
                        line -> line.startsWith(
                                file
                                        + ":1: AddHandler application/x-httpd-php .php is not built here; use SetHandler in <FilesMatch>"))
                .contains(file + ":2: RewriteEngine is not built here; FallbackResource leads what is no file to a"
                        + " front controller")
                .contains(file + ":3: TraceEnable On is not built here; TRACE is never answered")
                .anyMatch(line -> line.startsWith(file + ":4: Proxy is not built here; "));
    }

    @Test
    void aLogWhoseDirectoryIsMissingIsAnErrorOfCheck() throws IOException {
        Path file = file("ErrorLog none/error.log\nCustomLog none/access.log common\nCustomLog a.log combind\n");
        assertThat(check(file)).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":1: ErrorLog " + directory + "/none/error.log cannot be written: its directory does not"
                                + " exist",
                        file + ":2: CustomLog " + directory + "/none/access.log cannot be written: its directory does"
                                + " not exist",
                        file + ":3: CustomLog a.log: no LogFormat is named 'combind'");
    }

    @Test
    void listenTakesLocalhostAndNoOtherName() throws IOException {
        assertThat(check(file("Listen localhost:8083\n"))).isZero();
        assertThat(check(file("Listen www.example.org:8083\n"))).isEqualTo(1);
        assertThat(err.toString()).contains("names are not looked up", "www.example.org:8083");
    }

    @Test
    void theUserOneHasIsANoticeAndAnotherAnErrorAtTheStart() throws Exception {
        String mine = "#" + Integer.toUnsignedString(ThisProcess.effectiveUid());
        Configuration same = Settings.load(file("User " + mine + "\n"), Map.of());
        Checks.requireUser(same);
        assertThat(Checks.notices(same))
                .hasToString(
                        "[" + directory + "/usher.conf:1: notice: User " + mine + " is what Usher runs as already]");
        Path other = file("Listen 127.0.0.1:1\nUser #4294967294\nGroup #4294967294\n");
        CommandLine commands = Main.commandLine();
        commands.setErr(new PrintWriter(err, true));
        assertThat(commands.execute("run", "-f", other.toString())).isEqualTo(78);
        assertThat(err.toString())
                .contains(other + ":2: User #4294967294 (4294967294) is not what Usher runs as")
                .contains(other + ":3: Group #4294967294");
    }

    @Test
    void aUserNobodyKnowsIsAnError() throws IOException {
        assertThat(check(file("User no-such-user-here\n"))).isEqualTo(1);
        assertThat(err.toString()).contains("User must be a name of /etc/passwd, or # and a number");
    }
}
