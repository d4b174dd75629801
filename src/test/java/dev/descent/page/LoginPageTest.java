package dev.descent.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import dev.descent.api.GuardedApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page where callers must log in. */
@ExtendWith(Chromium.class)
class LoginPageTest extends GuardedApiTest {
    @Test
    void thePageAsksForAKeyAndShowsWhoseItIs(Browser browser) {
        String project = newProject();
        String viewer = newKey(project, "viewer");
        try (Screen screen = Screen.desktop(browser, url())) {
            screen.open("#/jobs");
            assertThat(screen.heading()).hasText("Log in");
            screen.field("API key").fill("descent_wrong");
            screen.button("Log in").click();
            assertThat(screen.page().locator("#login-error")).containsText("not known");
            screen.shot("login-light");

            screen.field("API key").fill(viewer);
            screen.button("Log in").click();
            assertThat(screen.heading()).hasText("Jobs");
            Locator caller = screen.page().locator("#caller");
            assertThat(caller).containsText("viewer");
            assertThat(caller).containsText(project);
            screen.open("#/submit");
            assertThat(screen.button("Train")).isDisabled();

            screen.button("Change").click();
            screen.field("API key").fill(OPERATOR_KEY);
            screen.field("Project").fill(project);
            screen.button("Log in").click();
            assertThat(caller).containsText("operator");
            assertThat(caller).containsText(project);
            assertThat(screen.button("Train")).isEnabled();
            screen.page().reload();
            assertThat(caller).containsText("operator");

            screen.open("#/jobs");
            assertThat(screen.page().locator("main")).containsText("No jobs yet");
            screen.button("Train the example").click();
            assertThat(screen.page().locator("h1")).hasText("First steps");

            screen.button("Change").click();
            screen.button("Log out").click();
            assertThat(screen.page().locator("h1")).hasText("Log in");
        }
    }
}
