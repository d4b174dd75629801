package dev.descent.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.descent.api.ApiTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Data sets in the page: their rows, columns, doubtful labels and privacy budgets. */
@ExtendWith(Chromium.class)
class DatasetPageTest extends ApiTest {
    private static String rows(long seed) {
        StringBuilder csv = new StringBuilder("height,colour,kind\n");
        for (int i = 0; i < 120; i++) {
            boolean tall = i % 2 == 0;
            csv.append((tall ? 10 : 2) + (i * 7 % 5) * 0.1 + seed * 1e-12)
                    .append(i % 3 == 0 ? ",red," : ",blue,")
                    .append(tall == (i != 40) ? "tree" : "shrub")
                    .append('\n');
        }
        return csv.toString();
    }

    @Test
    void aFileIsUploadedAndItsColumnsDoubtfulLabelsAndBudgetAreShown(Browser browser) {
        UUID unique = UUID.randomUUID();
        String name = "plants-" + unique;
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/datasets");
            screen.page().getByText("Upload a data set").click();
            byte[] file = rows(unique.getLeastSignificantBits() >>> 44).getBytes(StandardCharsets.UTF_8);
            screen.field("File").setInputFiles(new FilePayload("plants.csv", "text/csv", file));
            screen.field("Name").fill(name);
            screen.button("Upload").click();

            assertThat(screen.page().locator("h1")).hasText(name);
            Locator columns = screen.page().getByRole(AriaRole.REGION, named("Columns"));
            assertThat(columns).containsText("height");
            assertThat(columns).containsText("shrub");
            assertThat(screen.page().getByRole(AriaRole.REGION, named("First rows")))
                    .containsText("red");

            String job = screen.submit(
                    "{\"dataset\": \"" + name + "\", \"model\": \"linear\","
                            + " \"objective\": \"classification\", \"optimizer\": \"adam\", \"learning_rate\": 0.1,"
                            + " \"duration\": {\"epochs\": 10}, \"diagnostics\": [{\"type\": \"label_errors\", \"folds\": 2}]}");
            screen.finished(job);
            screen.open("#/datasets/" + name);
            Locator doubtful = screen.page().getByRole(AriaRole.REGION, named("Examples"));
            assertThat(doubtful.locator("tbody tr").first()).containsText("shrub");
            assertThat(doubtful.locator("thead")).containsText("Rather");

            screen.page().getByText("Set a budget").first().click();
            screen.field("Epsilon").fill("-3");
            screen.button("Set a budget").click();
            assertThat(screen.page().locator("form .error")).containsText("epsilon");
        }
    }

    @Test
    void whatIsAnsweredLateLeavesTheViewThatIsOpenAlone(Browser browser) {
        String name = "late-" + UUID.randomUUID();
        try (Screen screen = Screen.desktop(browser, url())) {
            List<Route> held = new ArrayList<>();
            screen.page().route("**/privacy-budget", held::add);
            screen.open("#/datasets");
            screen.page().getByText("Upload a data set").click();
            byte[] file = rows(name.hashCode()).getBytes(StandardCharsets.UTF_8);
            screen.field("File").setInputFiles(new FilePayload("plants.csv", "text/csv", file));
            screen.field("Name").fill(name);
            screen.button("Upload").click();
            assertThat(screen.page().locator("h1")).hasText(name);
            screen.page().getByText("Set a budget").first().click();
            screen.field("Epsilon").fill("3");
            screen.button("Set a budget").click();
            screen.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New job"))
                    .click();
            screen.field("Name").fill("not to be lost");
            ElementHandle field = screen.field("Name").elementHandle();

            screen.page().waitForResponse("**/privacy-budget", () -> held.get(0).resume());
            Screen.awaitText(screen.page().locator(".verdict"), "This would train.");
            assertThat(field.evaluate("input => input.isConnected && input.value"))
                    .isEqualTo("not to be lost");
        }
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    @Test
    void aBudgetIsSetAndBurnsDownAsAPrivateJobTrains(Browser browser) {
        String set = "two_moons?rows=200&seed=" + (UUID.randomUUID().getMostSignificantBits() >>> 34);
        String spec = "{\"dataset\": \"" + set + "\", \"model\": \"linear\", \"objective\": \"classification\","
                + " \"duration\": {\"steps\": 6}, \"sampler\": {\"type\": \"poisson\", \"batch_size\": 16, \"rate\": 0.08},"
                + " \"mechanism\": {\"type\": \"dp_sgd\", \"noise_multiplier\": 2.0, \"delta\": 1e-5},"
                + " \"preprocessing\": {\"numeric\": \"none\"}}";
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.call("POST", "/v1/jobs?dry_run=true", spec);
            String address = "#/datasets/" + URLEncoder.encode(set, StandardCharsets.UTF_8);
            screen.open(address);
            screen.page().getByText("Set a budget").first().click();
            screen.field("Epsilon").fill("8");
            screen.button("Set a budget").click();
            Locator budget = screen.page().getByRole(AriaRole.REGION, named("Privacy budget"));
            assertThat(budget).containsText("ε 8 at δ 1e-5");
            assertThat(budget).containsText("100 % of the filter");

            screen.finished(screen.submit(spec));
            screen.open("#/jobs");
            screen.open(address);
            Locator ledger = screen.page().getByRole(AriaRole.REGION, named("Ledger"));
            for (String line : new String[] {"Budget set", "Reserved", "Charged", "Settled"}) {
                assertThat(ledger).containsText(line);
            }
            assertThat(budget.locator("canvas")).isVisible();
            assertThat(budget).not().containsText("100 % of the filter");
            screen.shot("budget-light");
        }
    }
}
