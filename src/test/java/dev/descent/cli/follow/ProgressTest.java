package dev.descent.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.http.Event;
import dev.descent.cli.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress(100);
    private long seq;

    private void hear(String type, String data) {
        progress.accept(new Event(++seq, type, Json.read(data)));
    }

    private void metrics(int step, int second, String values) {
        hear(
                "metrics",
                "{\"step\": %d, \"epoch\": 1.5, \"at\": \"2026-01-01T00:00:%02dZ\", \"values\": %s}"
                        .formatted(step, second, values));
    }

    private void state(String state) {
        hear("state", "{\"state\": \"" + state + "\", \"at\": \"2026-01-01T00:00:00Z\", \"reason\": null}");
    }

    @Test
    void theRestIsForeseenAtThePaceSinceItRuns() {
        state("running");
        metrics(10, 1, "{\"train_loss\": 2}");
        assertThat(progress.eta()).isEmpty();
        metrics(30, 11, "{\"train_loss\": 1}");
        assertThat(progress.eta()).hasValue(Duration.ofSeconds(35));
        state("paused");
        assertThat(progress.eta()).isEmpty();
        state("running");
        metrics(40, 20, "{}");
        metrics(50, 21, "{}");
        assertThat(progress.eta()).hasValue(Duration.ofSeconds(5));
        metrics(100, 26, "{}");
        assertThat(progress.eta()).isEmpty();
        assertThat(progress.fraction()).isEqualTo(1);
    }

    @Test
    void theLossAndItsJudgeAreShownAlsoUnderThePrivateNames() {
        metrics(1, 1, "{\"gradient_norm\": 3, \"unprotected_train_loss\": 0.25}");
        assertThat(progress.judgements()).containsExactly("unprotected_train_loss 0.25");
        metrics(1, 1, "{\"validation_loss\": 0.5, \"validation_accuracy\": 0.75, \"train_loss\": null}");
        assertThat(progress.judgements()).containsExactly("unprotected_train_loss 0.25", "validation_accuracy 0.75");
    }

    @Test
    void whatIsWithdrawnIsTakenBack() {
        metrics(60, 1, "{}");
        hear("metrics_withdrawn", "{\"after_step\": 20}");
        assertThat(progress.steps()).isEqualTo("step 20/100");
    }
}
