package dev.descent.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One browser for all tests of the page. Where there is no Chromium or no Node.js, they are skipped, and say so. */
final class Chromium implements BeforeAllCallback, ParameterResolver {
    private static final Logger LOG = LoggerFactory.getLogger(Chromium.class);

    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** Closed by JUnit when all tests have run. */
    private record Opened(Playwright playwright, Browser browser) implements AutoCloseable {
        static Opened of(Path chromium, Path node) {
            Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                    .setEnv(Map.of(
                            "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PLAYWRIGHT_NODEJS_PATH", node.toString())));
            return new Opened(
                    playwright,
                    playwright
                            .chromium()
                            .launch(new BrowserType.LaunchOptions()
                                    .setExecutablePath(chromium)
                                    .setArgs(FLAGS)));
        }

        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Stream<String> places = Stream.concat(Stream.ofNullable(System.getProperty("chromium")), PLACES.stream());
        Optional<Path> chromium =
                places.map(Path::of).filter(Files::isExecutable).findFirst();
        String[] folders = System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator));
        Optional<Path> node = Stream.of(folders)
                .map(folder -> Path.of(folder, "node"))
                .filter(Files::isExecutable)
                .findFirst();
        goOnIf(chromium, "The page is not tested: there is no Chromium here. -Dchromium says where one is.");
        goOnIf(node, "The page is not tested: there is no Node.js on the PATH, which drives Chromium.");
        PlaywrightAssertions.setDefaultAssertionTimeout(Screen.PATIENCE);
        store(context)
                .computeIfAbsent(
                        Opened.class, key -> Opened.of(chromium.orElseThrow(), node.orElseThrow()), Opened.class);
    }

    /** Who reads the log of a build must not take skipped for passed. */
    private static void goOnIf(Optional<Path> found, String otherwise) {
        if (found.isEmpty()) {
            LOG.warn(otherwise);
        }
        assumeTrue(found.isPresent(), otherwise);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(Chromium.class));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).get(Opened.class, Opened.class).browser();
    }
}
