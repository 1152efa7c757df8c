package dev.usher.cli.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.remote.Command;
import org.openqa.selenium.remote.CommandInfo;
import org.openqa.selenium.remote.HttpCommandExecutor;
import org.openqa.selenium.remote.SessionId;
import org.openqa.selenium.remote.http.HttpClient;
import org.openqa.selenium.remote.http.HttpMethod;

/**
 * Debian's chromedriver on a port of the kernel's choice. Started here and not by Selenium's own service, which chooses
 * a port before it is taken, leaves a connection open for a while, and may look for a driver to download.
 */
final class ChromeDriverProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    private static final int PORT_TRIES = 5;
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final String DEV_TOOLS = "devTools";

    private final Process process;
    private final Path output;

    private ChromeDriverProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * It listens when it is there; its home, which becomes the browser's, is {@code home}. It takes a free port of IPv6
     * and then the same of IPv4, which another may have: then it is started anew.
     */
    static ChromeDriverProcess start(Path home) throws Exception {
        for (int i = 1; ; i++) {
            ChromeDriverProcess driver = begin(home);
            boolean listens = false;
            try {
                listens = driver.listens();
                if (listens) {
                    return driver;
                }
            } finally {
                if (!listens) {
                    driver.close();
                }
            }
            if (i == PORT_TRIES || !Files.readString(driver.output).contains("port not available")) {
                throw new IOException("chromedriver ended: " + Files.readString(driver.output));
            }
        }
    }

    private static ChromeDriverProcess begin(Path home) throws IOException {
        Path output = home.resolve("chromedriver.out");
        ProcessBuilder builder = new ProcessBuilder(Programs.find("chromium-driver", "chromedriver"), "--port=0")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", home.toString());
        return new ChromeDriverProcess(builder.start(), output);
    }

    private boolean listens() throws Exception {
        Waiting.until("chromedriver listens", PATIENCE_SECONDS, () -> started().find() || !process.isAlive());
        return started().find();
    }

    /** What speaks with it. */
    HttpCommandExecutor commands() throws IOException {
        Matcher started = started();
        if (!started.find()) {
            throw new IllegalStateException("chromedriver does not listen");
        }
        URL url = URI.create("http://127.0.0.1:" + started.group(1)).toURL();
        CommandInfo devTools = new CommandInfo("/session/:sessionId/goog/cdp/execute", HttpMethod.POST);
        HttpClient client = HttpClient.Factory.createDefault().createClient(url); // closed when the browser quits
        return new HttpCommandExecutor(client, Map.of(DEV_TOOLS, devTools), url);
    }

    private Matcher started() throws IOException {
        return STARTED.matcher(Files.readString(output));
    }

    /** A command of the browser's developer tools, which are no part of WebDriver. */
    static Command devTools(SessionId session, String command, Map<String, ?> parameters) {
        return new Command(session, DEV_TOOLS, Map.of("cmd", command, "params", parameters));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
