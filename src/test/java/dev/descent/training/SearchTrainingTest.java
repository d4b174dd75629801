package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.search.ConsensusBasedOptimization;
import dev.descent.training.search.Mezo;
import dev.descent.training.search.SearchRules;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that see losses alone, in the loop and on the engine. */
class SearchTrainingTest {
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);
    private static final long STEPS = 8;
    private static final int EVALUATIONS = 5000;

    static List<SearchRule> rules() {
        return SearchRules.all();
    }

    private static SpecBuilder tiny(SearchRule rule) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(rule)
                .sampler(new Shuffle(7))
                .steps(STEPS)
                .evaluation(new Evaluation(null, 3L, 0.2, null))
                .logEverySteps(1L)
                .seed(42);
    }

    private static Outcome train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec.effective(TRAINING.size()), new TinyProblem.Net(), TestEngine.get())
                .run(TRAINING, VALIDATION, from, observer, "cpu");
    }

    private static RecordingObserver trained(TrainingSpec spec) {
        RecordingObserver seen = new RecordingObserver();
        train(spec, Optional.empty(), seen);
        return seen;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRunPausedAtAnyStepEndsWithTheSameBytesAndMetrics(SearchRule rule) {
        TrainingSpec spec = tiny(rule).build();
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = (Outcome.Trained) train(spec, Optional.empty(), straight);
        for (long at = 0; at < STEPS; at++) {
            RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
            Outcome.Paused paused = (Outcome.Paused) train(spec, Optional.empty(), first);
            RecordingObserver second = new RecordingObserver();
            Outcome.Trained resumed = (Outcome.Trained) train(spec, Optional.of(paused.snapshot()), second);
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            assertThat(resumed.buffers()).containsExactly(whole.buffers());
            first.points.addAll(second.points);
            assertThat(first.points).isEqualTo(straight.points);
        }
        assertThat(straight.points.get(0).values()).doesNotContainKey("gradient_norm");
        assertThat(whole.buffers()).as("passes in training mode").containsExactly(0);
    }

    private static final Map<String, Double> RATES = Map.of(
            "mezo", 0.01,
            "spsa", 0.3,
            "spsa_gc", 0.01,
            "evolution_strategies", 0.03,
            "deep_ga", 0.03,
            "consensus_based_optimization", 1.0,
            "helene", 1e-4);

    @ParameterizedTest
    @MethodSource("rules")
    void aNonlinearRegressionIsLearned(SearchRule rule) {
        Examples training = TinyProblem.examples(1000, 1);
        Examples validation = TinyProblem.examples(300, 2);
        TrainingSpec spec = tiny(rule)
                .learningRate(RATES.get(SearchRules.name(rule)))
                .sampler(new Shuffle(128))
                .steps(EVALUATIONS / rule.evaluations())
                .evaluation(new Evaluation())
                .build()
                .effective(training.size());
        RecordingObserver seen = new RecordingObserver();
        new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(training, validation, Optional.empty(), seen, "cpu");
        List<Double> losses = seen.values("validation_loss");
        // The targets' variance is 2.
        assertThat(losses.get(losses.size() - 1)).isLessThan(1);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void handwrittenDigitsAreToldApart(SearchRule rule) {
        Digits all = Digits.all();
        Examples training = new Digits(all.rows().subList(0, 1400));
        Examples validation = new Digits(all.rows().subList(1400, all.size()));
        TrainingSpec spec = new SpecBuilder(new Linear(), new Classification())
                .optimizer(rule)
                .learningRate(RATES.get(SearchRules.name(rule)))
                .sampler(new Shuffle(128))
                .steps(EVALUATIONS / rule.evaluations())
                .seed(3)
                .build()
                .effective(training.size());
        Network network = spec.model().network(training.signature());
        Outcome.Trained outcome = (Outcome.Trained) new Trainer(spec, network, TestEngine.get())
                .run(training, validation, Optional.empty(), new RecordingObserver(), "cpu");
        // One in ten is right by chance. A swarm of 50 sees little of 650 dimensions.
        double enough = rule instanceof ConsensusBasedOptimization ? 0.3 : 0.6;
        assertThat(outcome.metrics().get("validation_accuracy")).isGreaterThan(enough);
    }

    /** Asks for the loss at θ, 2θ and 3θ, and goes to the last of them. */
    private record Looking(boolean scopes) implements SearchRule {
        @Override
        public Step step(Vec parameters, Loss loss, State state, StepContext context) {
            Vec end;
            if (scopes) {
                end = loss.scoped(parameters, p -> {
                    loss.at(p);
                    Vec twice = loss.scoped(p, q -> {
                        loss.at(q.add(q));
                        return q.add(q);
                    });
                    Vec value = loss.scoped(twice, q -> loss.at(q.add(p)));
                    return twice.add(p).addScaled(0, value);
                });
            } else {
                loss.at(parameters);
                loss.at(parameters.add(parameters));
                loss.at(parameters.add(parameters).add(parameters));
                end = parameters.add(parameters).add(parameters);
            }
            return new Step(end, state.next());
        }

        @Override
        public int evaluations() {
            return 3;
        }

        @Override
        public State init(Vec parameters) {
            return State.EMPTY;
        }

        @Override
        public double defaultLearningRate() {
            return 1;
        }

        @Override
        public int stateVectors() {
            return 0;
        }
    }

    @Test
    void whatIsAskedInsideScopesIsReportedAsOutside() {
        RecordingObserver outside = trained(tiny(new Looking(false)).build());
        RecordingObserver inside = trained(tiny(new Looking(true)).build());
        assertThat(outside.values("train_loss")).hasSize((int) STEPS);
        assertThat(inside.points).isEqualTo(outside.points);
    }

    /** Losses, and with them the slopes that the step is made of, hold the penalty; a decay beside the step does not. */
    @Test
    void coupledDecayIsInTheLossesAndDecoupledDecayIsNot() {
        double plain = firstLoss(tiny(new Mezo()));
        assertThat(firstLoss(tiny(new Mezo()).weightDecay(new Decoupled(2)))).isEqualTo(plain);
        double penalty = 0;
        for (float x : new TinyProblem.Net().initialParameters(new Randomness(42))) {
            penalty += x * x;
        }
        // The mean of ‖θ + εz‖² and ‖θ − εz‖² is ‖θ‖² + ε²‖z‖².
        assertThat(firstLoss(tiny(new Mezo()).weightDecay(new Coupled(2)))).isEqualTo(plain + penalty, within(1e-3));
    }

    private static double firstLoss(SpecBuilder spec) {
        return trained(spec.build()).values("train_loss").get(0);
    }
}
