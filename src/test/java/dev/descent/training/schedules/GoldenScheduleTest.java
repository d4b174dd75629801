package dev.descent.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Golden;
import dev.descent.training.Schedule;
import dev.descent.training.Schedule.Reaction;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rates equal PyTorch's, or the closed formula where PyTorch has none. */
class GoldenScheduleTest {
    private static final Warmup NONE = new Warmup();
    private static final JsonNode FILE = Golden.read("optimizers/schedules.json");

    /** Entries of other families, which test them themselves, and one where we differ on purpose. */
    private static final Set<String> NOT_SCHEDULES = Set.of(
            "linear_batch_scaling",
            "sqrt_batch_scaling",
            "annealed_gradient_noise_std",
            "spsa_gains",
            "cosine_past_T_max");

    private static final Set<String> MATCHED = Set.of(
            "constant",
            "linear_decay_to_zero",
            "cosine",
            "cosine_warm_restarts",
            "step",
            "multistep",
            "exponential",
            "polynomial",
            "linear_warmup",
            "warmup_then_cosine",
            "warmup_then_linear_decay",
            "sequential_warmup_cosine_torch",
            "one_cycle",
            "one_cycle_linear_three_phase",
            "reduce_on_plateau",
            "reduce_on_plateau_nondefault",
            "sgld_step_size");

    @Test
    void everyEntryOfTheFileIsAccountedFor() {
        Set<String> names = StreamSupport.stream(FILE.get("schedules").spliterator(), false)
                .map(entry -> entry.get("schedule").asString())
                .collect(Collectors.toSet());
        assertThat(MATCHED).doesNotContainAnyElementsOf(NOT_SCHEDULES);
        assertThat(names)
                .containsAll(MATCHED)
                .containsAll(NOT_SCHEDULES)
                .hasSize(MATCHED.size() + NOT_SCHEDULES.size());
    }

    @Test
    void aConstantFactorForSomeStepsMatches() {
        Piecewise curve = new Piecewise(
                List.of(new Knot(0, 1.0 / 3), new Knot(5, 1)), Unit.STEPS, Piecewise.Interpolation.CONSTANT, NONE);
        matches("constant", curve, 100);
    }

    @Test
    void linearDecayMatches() {
        matches("linear_decay_to_zero", new LinearDecay(), 100);
        matches("linear_decay_to_zero", new Polynomial(), 100);
        Piecewise line = new Piecewise(
                List.of(new Knot(0, 1), new Knot(1, 0)), Unit.FRACTION, Piecewise.Interpolation.LINEAR, NONE);
        matches("linear_decay_to_zero", line, 100);
    }

    @Test
    void cosineMatches() {
        matches("cosine", new Cosine(0.01, NONE), 100);
    }

    /** PyTorch's rises again. */
    @Test
    void cosineStaysAtItsEnd() {
        JsonNode entry = entries("cosine_past_T_max").get(0);
        assertThat(entry.get("lr_at").get("20").asDouble()).isCloseTo(0.1, within(1e-12));
        assertThat(new Cosine().rate(20, 10, 0.1)).isZero();
    }

    @Test
    void cosineWithRestartsMatches() {
        matches("cosine_warm_restarts", new CosineRestarts(null, 10L, 2, 0, NONE), 1000);
        // Three cycles of 10, 20 and 40 steps.
        matches("cosine_warm_restarts", new CosineRestarts(3, null, 2, 0, NONE), 70);
    }

    @Test
    void stepDecayMatches() {
        matches("step", new StepDecay(30, 0.1, NONE), 100);
    }

    @Test
    void decayAtMilestonesMatches() {
        matches("multistep", new MultiStep(List.of(30.0, 80.0), Unit.STEPS, 0.1, NONE), 1000);
        matches("multistep", new MultiStep(List.of(0.3, 0.8), Unit.FRACTION, 0.1, NONE), 100);
    }

    @Test
    void exponentialMatches() {
        matches("exponential", new Exponential(0.95, NONE), 100);
    }

    @Test
    void polynomialMatches() {
        List<JsonNode> entries = entries("polynomial");
        assertThat(entries).hasSize(2);
        for (JsonNode entry : entries) {
            double power = entry.get("params").get("power").asDouble();
            matches(entry, new Polynomial(power, 0, NONE), 100);
        }
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

    @Test
    void oneCycleMatchesInRateAndMomentum() {
        matchesCycle("one_cycle", new OneCycle());
        matchesCycle(
                "one_cycle_linear_three_phase",
                new OneCycle(0.4, 25, 1e4, OneCycle.Anneal.LINEAR, true, true, 0.85, 0.95, NONE));
    }

    private static void matchesCycle(String name, OneCycle schedule) {
        for (var expected : entries(name).get(0).get("lr_at").properties()) {
            long step = Long.parseLong(expected.getKey());
            assertThat(schedule.rate(step, 101, 0.1))
                    .as("rate at %s", step)
                    .isCloseTo(expected.getValue().get("lr").asDouble(), within(1e-12));
            assertThat(schedule.momentum(step, 101).orElseThrow())
                    .as("momentum at %s", step)
                    .isCloseTo(expected.getValue().get("momentum").asDouble(), within(1e-12));
        }
    }

    @Test
    void reductionsOnAPlateauMatch() {
        matchesPlateau("reduce_on_plateau", new ReduceOnPlateau());
        matchesPlateau(
                "reduce_on_plateau_nondefault",
                new ReduceOnPlateau(
                        "loss", 0.5, 2, 0.001, ReduceOnPlateau.ThresholdMode.ABSOLUTE, 1, 0.02, 1e-8, NONE));
    }

    private static void matchesPlateau(String name, ReduceOnPlateau schedule) {
        JsonNode values = entries(name).get(0).get("lr_at");
        Reaction reaction = Reaction.NONE;
        for (int i = 0; i < values.get("metrics").size(); i++) {
            reaction = schedule.react(reaction, values.get("metrics").get(i).asDouble(), false, 0.1);
            assertThat(schedule.rate(i, 100, 0.1) * reaction.factor())
                    .as("rate after evaluation %d", i)
                    .isCloseTo(values.get("lr_after_each").get(i).asDouble(), within(1e-12));
        }
    }

    @Test
    void stepSizesOfLangevinDynamicsMatch() {
        List<JsonNode> entries = entries("sgld_step_size");
        assertThat(entries).hasSize(2);
        for (JsonNode entry : entries) {
            double a = entry.get("params").get("a").asDouble();
            double b = entry.get("params").get("b").asDouble();
            double gamma = entry.get("params").get("gamma").asDouble();
            matches(entry, new RobbinsMonro(gamma, b, NONE), 10_001, a * Math.pow(b, -gamma));
        }
    }

    /** The file's formula is ours, not the paper's. */
    @Test
    void slowStartAndFastDecayIsTheFormulaThatItSays() {
        JsonNode entry = StreamSupport.stream(
                        FILE.get("unverified_do_not_test_against_the_paper").spliterator(), false)
                .filter(e -> e.get("schedule").asString().equals("slow_start_fast_decay"))
                .findFirst()
                .orElseThrow();
        matches(entry, new SlowStartFastDecay(), 100);
    }

    private static List<JsonNode> entries(String name) {
        return StreamSupport.stream(FILE.get("schedules").spliterator(), false)
                .filter(entry -> entry.get("schedule").asString().equals(name))
                .toList();
    }

    private static void matches(String name, Schedule schedule, long steps) {
        List<JsonNode> entries = entries(name);
        assertThat(entries).hasSize(1);
        matches(entries.get(0), schedule, steps);
    }

    private static void matches(JsonNode entry, Schedule schedule, long steps) {
        matches(entry, schedule, steps, entry.get("params").get("base_lr").asDouble());
    }

    private static void matches(JsonNode entry, Schedule schedule, long steps, double base) {
        for (var expected : entry.get("lr_at").properties()) {
            assertThat(schedule.rate(Long.parseLong(expected.getKey()), steps, base))
                    .as("%s at %s", entry.get("schedule").asString(), expected.getKey())
                    .isCloseTo(expected.getValue().asDouble(), within(1e-12));
        }
    }
}
