package dev.usher.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.RemoteWebDriver;

/**
 * Debian's Chromium without a screen, driven by Debian's chromedriver: nothing is downloaded, and it asks nobody but the
 * pages under test. Its profile and home are a directory of the test's.
 *
 * <p>{@link #close} fails where a page threw a JavaScript error that the test did not {@linkplain #scriptErrors ask
 * for}, or a request failed that the test did not {@linkplain #mayFail name}, and returns when no process of the browser is left. One thread uses it.
 */
final class Browser implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;
    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--no-sandbox", // it runs as root in a container
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--disable-breakpad");

    private final ChromeDriverProcess service;
    private final RemoteWebDriver driver;
    private final Path profile;
    private final List<LogEntry> console = new ArrayList<>();
    private final List<String> mayFail = new ArrayList<>(List.of("/favicon.ico")); // asked for by Chromium itself
    private int errorsTold;

    private Browser(ChromeDriverProcess service, RemoteWebDriver driver, Path profile) {
        this.service = service;
        this.driver = driver;
        this.profile = profile;
    }

    /** In a window of a desktop's size; its profile goes below {@code directory}. */
    static Browser open(Path directory) throws Exception {
        return open(directory, 1280, 900);
    }

    /** In a window whose page is {@code width} by {@code height} CSS pixels. */
    static Browser open(Path directory, int width, int height) throws Exception {
        String binary = Programs.find("chromium", "chromium");
        Path profile = Files.createTempDirectory(directory, "chromium");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary);
        options.addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + profile.resolve("data"));
        options.setCapability("goog:loggingPrefs", everything());
        ChromeDriverProcess service = ChromeDriverProcess.start(profile);
        boolean opened = false;
        try {
            RemoteWebDriver driver = new RemoteWebDriver(service.commands(), options);
            opened = true;
            return new Browser(service, driver, profile).resize(width, height);
        } finally {
            if (!opened) {
                service.close();
            }
        }
    }

    private static LoggingPreferences everything() {
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        return logging;
    }

    /** Makes the page (not the window with its frame) as large as this, in CSS pixels; a phone's width, too. */
    Browser resize(int width, int height) throws IOException {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    private void devTools(String command, Map<String, ?> parameters) throws IOException {
        driver.getCommandExecutor().execute(ChromeDriverProcess.devTools(driver.getSessionId(), command, parameters));
    }

    /** Dark or light, as the person's system would ask for it. */
    Browser scheme(boolean dark) throws IOException {
        devTools(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    /** Opens a page and waits until it is loaded. */
    Browser go(String url) {
        driver.get(url);
        return this;
    }

    Browser type(String css, String text) {
        find(css).clear();
        find(css).sendKeys(text);
        return this;
    }

    Browser click(String css) {
        find(css).click();
        return this;
    }

    /** The {@code textContent} of an element: what scripts put there, seen or not. */
    String text(String css) {
        return find(css).getDomProperty("textContent");
    }

    boolean isShown(String css) {
        return driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed);
    }

    private WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** Runs a script's body in the page; what it returns comes as Long, Double, String, Boolean, List, Map or null. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Awaits a promise that the script's body returns; 20 s at most. */
    Object runAsync(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(PATIENCE_SECONDS));
        return driver.executeAsyncScript(
                "const told = arguments[arguments.length - 1];" + "(async () => {" + script
                        + "})().then(told, problem => told('threw: ' + problem));",
                arguments);
    }

    /** Waits until the element's text contains {@code part}; a failure says what it was at last. */
    Browser awaitText(String css, String part) throws Exception {
        try {
            return await(css + " says " + part, () -> text(css).contains(part));
        } catch (AssertionError e) {
            throw new AssertionError(css + " never said \"" + part + "\"; it says \"" + text(css) + "\"", e);
        }
    }

    /** Waits for a condition, 20 s at most. */
    Browser await(String what, Callable<Boolean> condition) throws Exception {
        Waiting.until(what, PATIENCE_SECONDS, condition);
        return this;
    }

    /** Opens a further tab and goes there; {@link #closeTab} leads back to the first. */
    Browser newTab(String url) {
        driver.switchTo().newWindow(WindowType.TAB);
        return go(url);
    }

    /** Closes the tab in use, as a person does, and looks at the first one. */
    Browser closeTab() {
        driver.close();
        driver.switchTo().window(driver.getWindowHandles().iterator().next());
        return this;
    }

    /** A picture of what is seen now, to be looked at. */
    void screenshot(Path png) throws IOException {
        Files.write(png, driver.getScreenshotAs(OutputType.BYTES));
    }

    /** All that the console has been told since the browser was opened. */
    List<String> console() {
        console.addAll(driver.manage().logs().get(LogType.BROWSER).getAll());
        return console.stream().map(LogEntry::getMessage).toList();
    }

    /** The JavaScript errors so far, uncaught rejections among them. Who asks has judged them: close is content then. */
    List<String> scriptErrors() {
        List<String> errors = untold();
        errorsTold = errors.size();
        return errors;
    }

    /** Names a part of URLs that may be refused, or be out of reach, in this test: it shows what becomes of that. */
    Browser mayFail(String partOfUrl) {
        mayFail.add(partOfUrl);
        return this;
    }

    /** What the network says of a URL: the message begins with it. */
    private boolean isExpected(String message) {
        return message.contains("Failed to load resource") && mayFail.stream().anyMatch(message::contains);
    }

    /** What the network says (an answer of 401) is no error of a script where the test expects it. */
    private List<String> untold() {
        console();
        return console.stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !isExpected(message))
                .toList();
    }

    @Override
    public void close() throws IOException {
        List<String> errors = List.of();
        try {
            errors = untold();
        } finally {
            quit();
        }
        if (errors.size() > errorsTold) {
            throw new AssertionError("JavaScript errors: " + errors.subList(errorsTold, errors.size()));
        }
    }

    private void quit() throws IOException {
        try {
            driver.quit();
        } finally {
            service.close();
            awaitEnd();
        }
    }

    /** All of the browser's processes carry the profile's path in their command lines, whoever their parent is. */
    private void awaitEnd() throws IOException {
        try {
            Waiting.until(
                    "the browser's processes end: " + processes(),
                    PATIENCE_SECONDS,
                    () -> processes().isEmpty());
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(profile.toString()))
                .toList();
    }
}
