package dev.descent.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import dev.descent.api.ApiTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The list of jobs in the page. */
@ExtendWith(Chromium.class)
class JobsPageTest extends ApiTest {
    @Test
    void olderJobsStayInTheListAndAreKeptUpWhenNewOnesCome(Browser browser) {
        String set = UUID.randomUUID().toString();
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.page().route("**/v1/jobs?limit=50*", JobsPageTest::pagesOfTwo);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ids.add(screen.submit(endless(set)));
            }
            screen.open("#/jobs?label=set:" + set);
            Locator rows = screen.page().locator(".job");
            assertThat(rows).hasCount(2);
            screen.button("Older jobs").click();
            assertThat(rows).hasCount(3);

            ids.add(screen.submit(endless(set)));
            assertThat(rows).hasCount(4);
            Collections.reverse(ids);
            assertThat(rows.all().stream().map(row -> row.getAttribute("data-job")))
                    .isEqualTo(ids);

            ids.forEach(id -> screen.call("POST", "/v1/jobs/" + id + "/cancel", "{}"));
            for (String id : ids) {
                Screen.awaitText(screen.page().locator("[data-job=" + id + "] .state"), "Cancelled");
            }
        }
    }

    private static void pagesOfTwo(Route route) {
        route.resume(new Route.ResumeOptions().setUrl(route.request().url().replace("limit=50", "limit=2")));
    }

    private static String endless(String set) {
        return Specs.endless(Specs.fresh("listed")).replaceFirst("\\{", "{\"labels\": {\"set\": \"" + set + "\"}, ");
    }

    @Test
    void aFilterThatIsNoneSaysSoAndCanBeMended(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/jobs?label=vision");
            assertThat(screen.page().locator(".error")).containsText("label");
            assertThat(screen.page().locator(".job")).hasCount(0);
            screen.field("Label").fill("team:nobody");
            screen.field("Label").press("Enter");
            assertThat(screen.page().locator(".none")).containsText("No such job");
            assertThat(screen.page().locator(".error")).isEmpty();
        }
    }
}
