package dev.descent.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Golden;
import dev.descent.training.Schedule;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rates equal PyTorch's, or the closed formula where PyTorch has none. */
class GoldenScheduleTest {
    private static final Warmup NONE = new Warmup();

    @Test
    void linearDecayMatches() {
        matches("linear_decay_to_zero", new LinearDecay(), 100);
    }

    @Test
    void cosineMatches() {
        matches("cosine", new Cosine(0.01, NONE), 100);
    }

    @Test
    void stepDecayMatches() {
        matches("step", new StepDecay(30, 0.1, NONE), 100);
    }

    @Test
    void exponentialMatches() {
        matches("exponential", new Exponential(0.95, NONE), 100);
    }

    @Test
    void warmupWithAStartFactorMatches() {
        matches("linear_warmup", new Constant(new Warmup(null, 10L, 0.1)), 100);
    }

    @Test
    void warmupThenCosineMatches() {
        matches("warmup_then_cosine", new Cosine(0, new Warmup(null, 10L, null)), 100);
        matches("warmup_then_cosine", new Cosine(0, new Warmup(0.1, null, null)), 100);
    }

    @Test
    void warmupThenLinearDecayMatches() {
        matches("warmup_then_linear_decay", new LinearDecay(0, new Warmup(null, 10L, null)), 100);
    }

    @Test
    void torchsSequenceOfWarmupAndCosineMatches() {
        matches("sequential_warmup_cosine_torch", new Cosine(0, new Warmup(null, 10L, 0.1)), 100);
    }

    @Property
    void everyRateIsBetweenZeroAndTheBase(
            @ForAll @IntRange(min = 1, max = 500) int steps, @ForAll @IntRange(min = 0, max = 500) int warmup) {
        Warmup rise = new Warmup(null, (long) warmup, null);
        List<Schedule> all = new ArrayList<>(List.of(
                new Constant(rise),
                new LinearDecay(0, rise),
                new Cosine(0, rise),
                new StepDecay(7, 0.5, rise),
                new Exponential(0.9, rise)));
        for (Schedule schedule : all) {
            for (int t = 0; t < steps; t++) {
                assertThat(schedule.rate(t, steps, 0.3)).isBetween(0.0, 0.3);
            }
        }
    }

    private static void matches(String name, Schedule schedule, long steps) {
        List<JsonNode> entries = new ArrayList<>();
        for (JsonNode entry : Golden.read("optimizers/schedules.json").get("schedules")) {
            if (entry.get("schedule").asString().equals(name)) {
                entries.add(entry);
            }
        }
        assertThat(entries).hasSize(1);
        JsonNode entry = entries.get(0);
        double base = entry.get("params").get("base_lr").asDouble();
        for (var expected : entry.get("lr_at").properties()) {
            assertThat(schedule.rate(Long.parseLong(expected.getKey()), steps, base))
                    .as("rate at %s", expected.getKey())
                    .isCloseTo(expected.getValue().asDouble(), within(1e-12));
        }
    }
}
