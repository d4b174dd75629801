package dev.descent.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import dev.descent.api.ApiTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Curves of jobs that train, in the page. */
@ExtendWith(Chromium.class)
class CurvesPageTest extends ApiTest {
    @Test
    void curvesGrowWhileAJobRunsAlsoAfterACutAndItCanBePausedResumedAndCancelled(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            int[] streams = new int[1];
            screen.page().route("**/events", route -> cutFirst(route, streams));
            String id = screen.submit(Specs.endless(Specs.fresh("long")));
            screen.open("#/jobs/" + id);
            Locator step = screen.page()
                    .locator("#panel tbody tr", new Page.LocatorOptions().setHasText("Train loss"))
                    .locator("td")
                    .last();
            step.waitFor();
            String seen = step.textContent();
            assertThat(step).not().hasText(seen);
            assertThat(screen.page().locator("figure canvas").first()).isVisible();
            assertThat(streams[0]).isGreaterThan(1);
            Locator state = screen.page().locator(".heading .state");
            Screen.awaitText(state, "Running");
            ElementHandle cancel = screen.button("Cancel").elementHandle();
            Locator progress = screen.page().locator(".job-head dl").first();
            String before = progress.textContent();
            assertThat(progress).not().hasText(before);
            assertThat(cancel.evaluate("button => button.isConnected"))
                    .as("a button can be pressed while the job goes on")
                    .isEqualTo(true);

            screen.button("Pause").click();
            Screen.awaitText(state, "Paused");
            Screen.awaitText(screen.page().locator("#status"), "paused");
            screen.button("Resume").click();
            Screen.awaitText(state, "Running");
            screen.shot("job-running-light");
            screen.button("Cancel").click();
            Screen.awaitText(state, "Cancelled");
            assertThat(screen.button("Pause")).isHidden();
        }
    }

    @Test
    void anAnswerThatEventsHaveOvertakenDoesNotBringTheOldStateBack(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            List<Runnable> late = new ArrayList<>();
            screen.page().route("**/pause", route -> {
                APIResponse answer = route.fetch();
                late.add(() -> route.fulfill(new Route.FulfillOptions().setResponse(answer)));
            });
            String id = screen.submit(Specs.endless(Specs.fresh("overtaken")));
            screen.open("#/jobs/" + id);
            Locator state = screen.page().locator(".heading .state");
            Screen.awaitText(state, "Running");
            screen.button("Pause").click();
            Screen.awaitText(state, "Paused");

            Response anew = screen.page().waitForResponse("**/v1/jobs/" + id, late.get(0));
            assertThat(anew.text()).contains("\"paused\"");
            assertThat(screen.button("Resume")).isVisible();
            assertThat(state).hasText("Paused");
            assertThat(screen.page().locator("#status")).hasText("The job is paused.");
            screen.button("Cancel").click();
            Screen.awaitText(state, "Cancelled");
        }
    }

    private static void cutFirst(Route route, int[] streams) {
        if (streams[0]++ == 0) {
            route.abort();
        } else {
            route.resume();
        }
    }

    @Test
    void aChartGrowsWithItsLinesUnlessSomebodyLooksAtAPart(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/jobs");
            Object ends = screen.page().evaluate("""
                    async () => {
                      const { Chart } = await import("/page/chart.js");
                      const chart = new Chart("Loss", new AbortController().signal);
                      document.querySelector("main").append(chart.element);
                      const xs = [1, 2];
                      const ys = [3, 2];
                      const ends = [];
                      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
                      const show = async () => {
                        chart.set([{ name: "loss", xs, ys, place: 0 }]);
                        await frame();
                        ends.push(chart.plot.scales.x.max);
                      };
                      await show();
                      for (const x of [3, 4]) {
                        xs.push(x);
                        ys.push(1 / x);
                        await show();
                      }
                      chart.plot.setScale("x", { min: 2, max: 3 });
                      await frame();
                      xs.push(5);
                      ys.push(0);
                      await show();
                      return ends;
                    }""");
            assertThat(ends).isEqualTo(List.of(2, 3, 4, 3));
        }
    }

    @Test
    void jobsAreComparedInOneChart(Browser browser) {
        String set = UUID.randomUUID().toString();
        try (Screen screen = Screen.desktop(browser, url())) {
            String first = Specs.fresh("first");
            String second = Specs.fresh("second");
            screen.finished(screen.submit(Specs.small(first, "adam", set)));
            screen.finished(screen.submit(Specs.small(second, "lion", set)));
            screen.open("#/jobs?label=set:" + set);
            screen.field("Compare " + first).check();
            screen.field("Compare " + second).check();
            screen.button("Compare 2").click();

            assertThat(screen.heading()).hasText("Compare");
            Locator lines = screen.page().locator(".legend button");
            assertThat(lines).hasCount(2);
            assertThat(screen.page().locator("main")).containsText("optimizer.type");
            assertThat(screen.page().locator("figure canvas")).isVisible();
            lines.first().press("Space");
            assertThat(lines.first()).hasAttribute("aria-pressed", "false");
            screen.field("Metric").selectOption("train_loss");
            for (String axis : List.of("Epoch", "Time")) {
                screen.page()
                        .getByText(axis, new Page.GetByTextOptions().setExact(true))
                        .click();
            }
            screen.field("Log axis").check();
            screen.field("Smoothing").fill("0.6");
            assertThat(screen.page()).hasURL(Pattern.compile(".*metric=train_loss&x=time&log=1&smoothing=0.6"));
            screen.page().reload();
            assertThat(screen.field("Log axis")).isChecked();
            assertThat(screen.field("Metric")).hasValue("train_loss");
        }
    }

    @Test
    void aJobThatEndsWhileItsPageLoadsIsShownAsEnded(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            String job = screen.submit(Specs.endless(Specs.fresh("ends")));
            screen.page().route("**/metrics?*", route -> {
                end(job);
                route.resume();
            });
            screen.open("#/jobs/" + job);
            Screen.awaitText(screen.page().locator(".heading .state"), "Cancelled");
        }
    }

    /** Cancels a job and waits for the end of its events; beside the browser, which waits meanwhile. */
    private void end(String job) {
        HttpClient client = HttpClient.newHttpClient();
        URI uri = URI.create(url() + "/v1/jobs/" + job);
        try {
            client.send(
                    HttpRequest.newBuilder(URI.create(uri + "/cancel"))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
            client.send(
                    HttpRequest.newBuilder(URI.create(uri + "/events"))
                            .header("Accept", "text/event-stream")
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fewStreamsAreOpenHoweverManyJobsAreCompared(Browser browser) {
        try (Screen screen = Screen.desktop(browser, url())) {
            List<String> streams = new ArrayList<>();
            screen.page().onRequest(request -> {
                if (request.url().endsWith("/events")) {
                    streams.add(request.url());
                }
            });
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                jobs.add(screen.submit(Specs.endless(Specs.fresh("waits"))));
            }
            screen.open("#/compare?jobs=" + String.join(",", jobs));
            assertThat(screen.page().locator(".legend button")).hasCount(5);
            Screen.awaitText(screen.page().locator("main"), "Running");
            assertThat(new HashSet<>(streams)).hasSize(3);
            jobs.forEach(job -> screen.call("POST", "/v1/jobs/" + job + "/cancel", ""));
        }
    }
}
