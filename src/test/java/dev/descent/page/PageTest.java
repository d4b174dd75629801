package dev.descent.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.descent.api.ApiTest;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page in Chromium, with jobs that really train. */
@ExtendWith(Chromium.class)
class PageTest extends ApiTest {
    private static final String SPEC_WITH = """
            {"dataset": "iris", "model": "linear", "objective": "classification", "audit": {}, "labels": %s}""";

    @Test
    void aJobIsMadeInTheFormAndSaysBeforeWhatItWillBe(Browser browser) {
        String name = Specs.fresh("made in the form");
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/jobs");
            screen.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New job"))
                    .click();
            Locator verdict = screen.page().locator(".verdict");
            Screen.awaitText(verdict, "This would train.");

            screen.field("Name").fill(name);
            screen.field("Dataset required").fill("iris");
            screen.field("Hidden").fill("16, 8");
            screen.field("Optimizer").selectOption("lion");
            screen.field("Beta1").fill("0.85");
            screen.field("Steps").fill("24");

            Screen.awaitText(screen.page().locator(".estimate .facts"), "24");
            Screen.awaitText(verdict, "This would train.");
            assertThat(screen.field("Beta2").getAttribute("placeholder")).isEqualTo("0.99");
            screen.button("Train").click();

            screen.page().waitForURL(Pattern.compile(".*#/jobs/job_.*"));
            assertThat(screen.heading()).hasText(name);
            Screen.awaitText(screen.page().locator(".heading .state"), "Succeeded");
            tab(screen, "Spec").click();
            String sent = screen.page().locator(".json pre").first().textContent();
            assertThat(JsonParser.parseString(sent))
                    .as("only what was changed")
                    .isEqualTo(
                            JsonParser.parseString(
                                    "{\"dataset\": \"iris\", \"model\": {\"type\": \"mlp\", \"hidden\": [16, 8]},"
                                            + " \"objective\": {\"type\": \"classification\"}, \"name\": \"" + name
                                            + "\", \"optimizer\": {\"type\": \"lion\", \"beta1\": 0.85}, \"duration\": {\"steps\": 24}}"));
            tab(screen, "History").click();
            assertThat(screen.page().getByRole(AriaRole.REGION, named("Attempts")))
                    .containsText("0 to 24");
            tab(screen, "Model").click();
            Locator file = screen.button("weights.safetensors");
            assertThat(screen.page().waitForDownload(file::click).suggestedFilename())
                    .isEqualTo("weights.safetensors");
            assertThat(screen.page().locator("#panel")).containsText("PyTorch");
            tab(screen, "Examples").click();
            assertThat(screen.page().locator("#panel")).containsText("no scores of examples");
            screen.page().goBack();
            assertThat(screen.heading()).hasText("New job");
        }
    }

    @Test
    void anErrorStandsAtItsFieldAndIsReachedFromTheSummary(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/submit");
            Locator rate = screen.field("Learning rate");
            Locator box = screen.page().locator(".field", new Page.LocatorOptions().setHas(rate));
            rate.fill("-1");
            Screen.awaitText(box.locator(".error"), "greater than 0");
            assertThat(rate).hasAttribute("aria-invalid", "true");
            rate.fill("fast");
            Screen.awaitText(box.locator(".error"), "number");

            screen.page()
                    .locator("summary", new Page.LocatorOptions().setHasText("Batches"))
                    .click();
            screen.field("Sampler").selectOption("from_scores");
            Screen.awaitText(screen.page().locator(".verdict"), "things are wrong");
            screen.button("/sampler/job").click();
            assertThat(screen.field("Job required")).isFocused();

            screen.field("Sampler").selectOption("");
            rate.fill("0.1");
            Screen.awaitText(screen.page().locator(".verdict"), "This would train.");
            assertThat(box.locator(".error")).isEmpty();
            assertThat(rate).not().hasAttribute("aria-invalid", "true");
        }
    }

    @Test
    void formAndJsonHoldTheSameSpec(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/submit");
            screen.field("Activation").selectOption("tanh");
            Locator json = tab(screen, "JSON");
            json.click();
            Locator text = screen.field("Job spec as JSON");
            assertThat(JsonParser.parseString(text.inputValue())
                            .getAsJsonObject()
                            .getAsJsonObject("model")
                            .get("activation")
                            .getAsString())
                    .isEqualTo("tanh");

            text.fill("{\"dataset\": \"wine\", \"model\": \"linear\", \"objective\": \"classification\","
                    + " \"transforms\": [\"centralize_gradient\", {\"type\": \"clip_by_norm\", \"max_norm\": 2.5}]}");
            tab(screen, "Form").click();
            assertThat(screen.field("Dataset required")).hasValue("wine");
            assertThat(screen.field("Model required")).hasValue("linear");
            assertThat(screen.field("Max norm")).hasValue("2.5");
            screen.button("Move 2 up").click();
            json.click();
            assertThat(JsonParser.parseString(text.inputValue())
                            .getAsJsonObject()
                            .getAsJsonArray("transforms"))
                    .hasToString("[{\"type\":\"clip_by_norm\",\"max_norm\":2.5},\"centralize_gradient\"]");

            String labels = "{\"team\":\"vision\",\"at\":\"a:b\"}";
            text.fill(SPEC_WITH.formatted(labels));
            tab(screen, "Form").click();
            Locator line = screen.field("Labels");
            assertThat(line).hasValue("team:vision, at:a:b");
            line.press("End");
            line.pressSequentially(", x:y");
            screen.field("Canaries").fill("100");
            screen.field("Canaries").fill("");
            json.click();
            JsonObject spec = JsonParser.parseString(text.inputValue()).getAsJsonObject();
            assertThat(spec.get("labels")).hasToString(labels.replace("}", ",\"x\":\"y\"}"));
            assertThat(spec.get("audit")).as("the form still shows it").hasToString("{}");
            text.fill(SPEC_WITH.formatted("{\"who\": \"you, me\"}"));
            tab(screen, "Form").click();
            assertThat(line).hasAttribute("readonly", "");
            json.click();

            text.fill("{\"dataset\": ");
            Screen.awaitText(screen.page().locator(".verdict"), "This is not JSON");
            tab(screen, "Form").click();
            assertThat(text).isVisible();
        }
    }

    private static Locator tab(Screen screen, String name) {
        return screen.page().getByRole(AriaRole.TAB, named(name));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    @Test
    void aDraftOutlivesALookAtAnotherView(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/submit");
            screen.field("Name").fill("half a job");
            screen.open("#/jobs");
            screen.open("#/submit");
            assertThat(screen.field("Name")).hasValue("half a job");
            screen.button("Begin anew").click();
            assertThat(screen.field("Name")).hasValue("");
            assertThat(screen.button("Begin anew")).isHidden();
        }
    }

    @Test
    void numbersAreRoundedAsPeopleReadThem(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/jobs");
            Object texts = screen.page()
                    .evaluate("import('/page/format.js').then(format =>"
                            + " [format.percent(0.29), format.percent(0.999), format.seconds(119.7), format.seconds(59.99),"
                            + " format.number(1234), format.number(1.234)])");
            assertThat(texts).isEqualTo(List.of("29 %", "99 %", "2 min 0 s", "1 min 0 s", "1,234", "1.234"));
        }
    }

    @Test
    void namesAreTextsAndNeverHtml(Browser browser) {
        String name = "<img src=x onerror=alert(1)>" + Specs.fresh("");
        try (Screen screen = Screen.desktop(browser, url())) {
            String id = screen.submit(Specs.small(name, "sgd", name));
            for (String view : List.of("#/jobs", "#/jobs/" + id, "#/compare?jobs=" + id)) {
                screen.open(view);
                assertThat(screen.page().getByText(name).first()).isVisible();
                assertThat(screen.page().locator("main img")).hasCount(0);
            }
        }
    }

    @Test
    void aServerThatCannotBeReachedIsTriedAgainWithoutALogin(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.page().route("**/v1/whoami", Route::abort, new Page.RouteOptions().setTimes(1));
            screen.open("#/jobs");
            assertThat(screen.page().locator("main")).containsText("cannot be reached");
            screen.button("Try again").click();
            assertThat(screen.heading()).hasText("Jobs");
        }
    }

    @Test
    void aSilentStreamIsOpenedAnew(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            String id = screen.submit(Specs.endless(Specs.fresh("silent")));
            screen.page().clock().install();
            // The first answer never comes.
            screen.page().route("**/events", route -> {}, new Page.RouteOptions().setTimes(1));
            screen.page().waitForRequest("**/events", () -> screen.open("#/jobs/" + id));
            screen.page()
                    .waitForRequest("**/events", () -> screen.page().clock().fastForward("01:30"));
            screen.call("POST", "/v1/jobs/" + id + "/cancel", "");
        }
    }

    @Test
    void theFormCanBeFilledAndSentWithKeysAlone(Browser browser) {
        String name = Specs.fresh("by keys");
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/jobs");
            tabTo(screen, "Skip to the content");
            screen.page().keyboard().press("Enter");
            assertThat(screen.page().locator("main")).isFocused();
            assertThat(screen.heading()).hasText("Jobs");
            screen.open("#/jobs").page().reload();
            tabTo(screen, "New job");
            screen.page().keyboard().press("Enter");
            screen.page().waitForURL(Pattern.compile(".*#/submit"));
            Screen.awaitText(screen.page().locator(".verdict"), "This would train.");
            tabTo(screen, "Name");
            screen.page().keyboard().type(name);
            tabTo(screen, "Steps");
            screen.page().keyboard().type("5");
            tabTo(screen, "Train");
            screen.page().keyboard().press("Enter");
            screen.page().waitForURL(Pattern.compile(".*#/jobs/job_.*"));
            assertThat(screen.heading()).hasText(name);
            assertThat(screen.heading()).isFocused();
        }
    }

    /** Presses Tab until what has this name has the focus, which must be soon, and must be to be seen. */
    private static void tabTo(Screen screen, String name) {
        Page page = screen.page();
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            Object focused = page.evaluate(
                    "() => { const e = document.activeElement;" + " return (e.labels?.[0] ?? e).textContent.trim(); }");
            if (name.equals(focused)) {
                assertThat(page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle"))
                        .isEqualTo("solid");
                return;
            }
        }
        throw new AssertionError("Tab does not come to " + name);
    }
}
