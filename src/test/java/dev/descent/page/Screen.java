package dev.descent.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The page as one person sees it. Closing it fails if anything went wrong that nobody would have seen: an error in the
 * console, a breach of the content security policy, or a request to another host.
 */
final class Screen implements AutoCloseable {
    /** Chromium itself tells of every answer that is no success; what the page makes of it is tested. */
    private static final Pattern REFUSALS = Pattern.compile("Failed to load resource: .*");

    /** On a machine that is busy with other tests. */
    static final int PATIENCE = 30_000;

    private static final Path SHOTS = Path.of("target", "screenshots");

    private final BrowserContext context;
    private final Page page;
    private final String url;
    private final List<String> faults = new ArrayList<>();

    private Screen(Browser browser, String url, Browser.NewContextOptions options) {
        this.url = url;
        context = browser.newContext(options.setLocale("en-GB").setTimezoneId("UTC"));
        context.setDefaultTimeout(PATIENCE);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            boolean bad = message.type().equals("error") || message.type().equals("warning");
            if (bad && !REFUSALS.matcher(message.text()).matches()) {
                faults.add("console: " + message.text());
            }
        });
        page.onPageError(error -> faults.add("error: " + error));
        page.onRequest(request -> {
            if (!request.url().startsWith(url + "/") && !request.url().startsWith("blob:" + url + "/")) {
                faults.add("request: " + request.url());
            }
        });
    }

    static Screen desktop(Browser browser, String url) {
        return new Screen(browser, url, new Browser.NewContextOptions().setViewportSize(1280, 860));
    }

    static Screen dark(Browser browser, String url) {
        return new Screen(
                browser,
                url,
                new Browser.NewContextOptions().setViewportSize(1280, 860).setColorScheme(ColorScheme.DARK));
    }

    static Screen phone(Browser browser, String url) {
        return new Screen(
                browser,
                url,
                new Browser.NewContextOptions()
                        .setViewportSize(360, 740)
                        .setHasTouch(true)
                        .setIsMobile(true));
    }

    Page page() {
        return page;
    }

    /** Shows a view and waits until it is there. */
    Screen open(String hash) {
        page.navigate(url + "/" + hash);
        heading();
        return this;
    }

    /** The title of the view, once it is there. */
    Locator heading() {
        Locator heading = page.locator("main h1");
        heading.waitFor();
        return heading;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /** That something is soon to be seen, patiently. */
    static void awaitText(Locator where, String text) {
        assertThat(where).containsText(text);
    }

    /** Sends a request beside the page, as its caller. */
    JsonObject call(String method, String path, String body) {
        APIResponse answer = context.request()
                .fetch(
                        url + path,
                        RequestOptions.create()
                                .setMethod(method)
                                .setHeader("Content-Type", "application/json")
                                .setData(body));
        String text = answer.text();
        assertThat(answer.ok()).as(text).isTrue();
        return JsonParser.parseString(text).getAsJsonObject();
    }

    String submit(String spec) {
        return call("POST", "/v1/jobs", spec).get("id").getAsString();
    }

    /** Waits until a job has ended well. */
    void finished(String job) {
        open("#/jobs/" + job);
        awaitText(page.locator(".heading .state"), "Succeeded");
    }

    /** A picture to look at. */
    void shot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    @Override
    public void close() {
        context.close();
        assertThat(faults).isEmpty();
    }
}
