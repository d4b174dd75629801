package dev.descent.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.descent.api.ApiTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every view on a phone, and some in light and in dark, with pictures to look at in {@code target/screenshots}. */
@ExtendWith(Chromium.class)
class LooksTest extends ApiTest {
    private static final String JOB =
            "{\"name\": \"A job with a name that is rather long for a phone\", \"dataset\": \"digits\","
                    + " \"model\": {\"type\": \"mlp\", \"hidden\": [16]}, \"objective\": \"classification\","
                    + " \"duration\": {\"epochs\": 2}, \"diagnostics\": [\"el2n\"]}";

    private static final Set<String> SOME = Set.of("job", "compare", "submit", "dataset");

    private static Map<String, String> views(String job) {
        Map<String, String> views = new LinkedHashMap<>();
        views.put("jobs", "#/jobs");
        views.put("job", "#/jobs/" + job);
        views.put("history", "#/jobs/" + job + "?tab=history");
        views.put("model", "#/jobs/" + job + "?tab=model");
        views.put("examples", "#/jobs/" + job + "?tab=examples");
        views.put("compare", "#/compare?jobs=" + job);
        views.put("submit", "#/submit");
        views.put("datasets", "#/datasets");
        views.put("dataset", "#/datasets/digits");
        return views;
    }

    @Test
    void everyViewFitsAPhoneAndFollowsTheColoursOfTheSystem(Browser browser) {
        String job;
        Map<String, String> some;
        try (Screen light = Screen.desktop(browser, url())) {
            job = light.submit(JOB);
            light.finished(job);
            some = new LinkedHashMap<>(views(job));
            some.keySet().retainAll(SOME);
            look(light, some, "light");
            assertThat(background(light)).isEqualTo("rgb(244, 246, 248)");
        }
        try (Screen dark = Screen.dark(browser, url())) {
            look(dark, some, "dark");
            assertThat(background(dark)).isEqualTo("rgb(13, 17, 23)");
        }
        try (Screen phone = Screen.phone(browser, url())) {
            look(phone, views(job), "phone");
        }
    }

    private static Object background(Screen screen) {
        return screen.page().evaluate("() => getComputedStyle(document.body).backgroundColor");
    }

    private static void look(Screen screen, Map<String, String> views, String mode) {
        views.forEach((name, hash) -> {
            screen.open(hash);
            assertThat(screen.page().locator("main").getByText("Loading …")).hasCount(0);
            screen.shot(name + "-" + mode);
            Object overflow = screen.page()
                    .evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertThat(overflow).as(name + " in " + mode).isEqualTo(0);
            assertThat(screen.page().evaluate(UNNAMED)).as(name).isEqualTo(List.of());
        });
    }

    /** What can be used must have a name for those who do not see it. */
    private static final String UNNAMED = "() => [...document.querySelectorAll('button, a, input, select, textarea')]"
            + ".filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))"
            + ".map(e => e.outerHTML)";
}
