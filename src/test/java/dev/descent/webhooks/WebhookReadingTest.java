package dev.descent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.descent.catalog.Catalog;
import dev.descent.catalog.SpecReader;
import dev.descent.jobs.JobState;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Requests where private addresses are not allowed. */
class WebhookReadingTest {
    private final WebhookReading reading = new WebhookReading(new SpecReader(new Catalog()), new UrlRules(false));

    private WebhookRequest read(String json) {
        return reading.read(JsonMapper.shared().readTree(json));
    }

    @Test
    void aWebhookIsToldOfTheEndsOfJobsUnlessItAsksForOtherStates() {
        assertThat(read("{\"url\": \"https://example.com\"}").states())
                .containsExactly(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);
        assertThat(read("{\"url\": \"https://example.com\", \"states\": [\"paused\", \"paused\"]}")
                        .states())
                .containsExactly(JobState.PAUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://localhost/"})
    void anAddressThatIsNotPublicIsRefusedBesideAllOtherFaults(String url) {
        InvalidOptions refusal = catchThrowableOfType(
                InvalidOptions.class, () -> read("{\"url\": \"" + url + "\", \"states\": [\"done\"]}"));
        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly("/url", "/states/0");
        assertThat(refusal.violations().get(0).message()).contains("not public");
    }
}
