package dev.descent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.Metrics.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** When a job came to which step, from some of its events. */
class TimelineTest {
    private static JsonNode mark(int step, String time) {
        return JsonMapper.shared()
                .readTree("{\"step\": %d, \"epoch\": %s, \"at\": \"2026-01-01T%sZ\", \"values\": {}}"
                        .formatted(step, step / 10.0, time));
    }

    @Test
    void whatWasMeasuredAnewTakesThePlaceOfWhatWasWithdrawn() {
        Timeline timeline = Timeline.of(List.of(
                mark(1, "00:00:01"),
                mark(20, "00:00:20"),
                mark(40, "00:00:40"),
                mark(15, "00:01:15"),
                mark(15, "00:01:16"),
                mark(30, "00:01:30")));

        assertThat(timeline.steps()).containsExactly(1L, 15L, 30L);
        assertThat(timeline.epochs()).containsExactly(0.1, 1.5, 3.0);
        assertThat(timeline.times())
                .extracting(Object::toString)
                .containsExactly("2026-01-01T00:00:01Z", "2026-01-01T00:01:16Z", "2026-01-01T00:01:30Z");
    }
}
