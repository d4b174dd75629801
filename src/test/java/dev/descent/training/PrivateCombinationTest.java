package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.batches.BatchStage;
import dev.descent.training.batches.NormTest;
import dev.descent.training.batches.Stages;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.curvature.LBfgs;
import dev.descent.training.curvature.SophiaH;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.LocalDpSgd;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.mechanisms.QuantileTracking;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.optimizers.DpAdamBc;
import dev.descent.training.samplers.OnePass;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.schedules.LanczosRate;
import dev.descent.training.schedules.ReduceOnPlateau;
import dev.descent.training.search.Mezo;
import dev.descent.training.tensor.Signature;
import dev.descent.training.transforms.ClipByNorm;
import dev.descent.training.transforms.ExponentialMovingAverage;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What would look at private data past the mechanism is refused, with its place and a reason. */
class PrivateCombinationTest {
    private static SpecBuilder spec() {
        return new SpecBuilder(TinyProblem.spec())
                .mechanism(
                        new DpSgd(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(1.0, null, 1e-5, 64, false)))
                .sampler(new Poisson(6, 0.1))
                .evaluation(new Evaluation(null, 10L, 0.2, null));
    }

    private static SpecBuilder local(SpecBuilder spec) {
        return spec.mechanism(new LocalDpSgd(1, new Abadi(), new PrivacyOptions(1.0, null, 1e-5, 64, false)))
                .sampler(new OnePass(6));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("/sampler", "dp_sgd needs to know the probability", s -> s.sampler(new OnePass(6))),
                refusal("/sampler", "use one_pass", s -> local(s).sampler(new Poisson(6, 0.1))),
                refusal("/sampler", "use one_pass", s -> local(s).sampler(new Poisson(6, null))),
                refusal("/sampler", "use one_pass", s -> local(s).sampler(new Shuffle(6))),
                refusal(
                        "/batch_schedule",
                        "stages changes the batch size",
                        s -> local(s).batchSchedule(new Stages(List.of(new BatchStage(0.5, null, 12))))),
                refusal("/optimizer", "asks for more of the data", s -> local(s).optimizer(new SophiaH())),
                refusal("/schedule", "measures curvature", s -> local(s).schedule(new LanczosRate())),
                refusal(
                        "/evaluation/early_stopping",
                        "by the loss of private examples",
                        s -> local(s).evaluation(
                                        new Evaluation(null, 10L, 0.2, new EarlyStopping("loss", 3, 0, true)))),
                refusal("/optimizer", "asks for more of the data", s -> s.optimizer(new SophiaH())),
                refusal("/optimizer", "asks for more of the data", s -> s.optimizer(new LBfgs())),
                refusal("/optimizer", "asks for more of the data", s -> s.optimizer(new Mezo())),
                refusal("/sampler", "use poisson", s -> s.sampler(new Shuffle(6))),
                refusal("/sampler", "give its rate", s -> s.sampler(new Poisson(6, null))),
                refusal("/batch_schedule", "use fixed", s -> s.batchSchedule(new NormTest())),
                refusal(
                        "/batch_schedule",
                        "use fixed",
                        s -> s.batchSchedule(new Stages(List.of(new BatchStage(0.5, null, 12))))),
                refusal("/schedule", "measures curvature", s -> s.schedule(new LanczosRate())),
                refusal("/schedule", "looks at the loss of private examples", s -> s.schedule(new ReduceOnPlateau())),
                refusal(
                        "/evaluation/early_stopping",
                        "by the loss of private examples",
                        s -> s.evaluation(new Evaluation(null, 10L, 0.2, new EarlyStopping("loss", 3, 0, true)))),
                refusal(
                        "/transforms/0",
                        "changes the noise in the gradient",
                        s -> s.optimizer(new DpAdamBc()).transforms(new ClipByNorm(1))));
    }

    private static Arguments refusal(String pointer, String message, UnaryOperator<SpecBuilder> change) {
        return Arguments.of(pointer, message, change);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatLooksPastTheMechanismIsRefused(String pointer, String message, UnaryOperator<SpecBuilder> change) {
        assertThatThrownBy(() -> change.apply(spec()).build()).isInstanceOfSatisfying(InvalidOptions.class, e -> {
            assertThat(e.violations()).extracting(Violation::pointer).contains(pointer);
            assertThat(e).hasMessageContaining(message);
        });
    }

    @Test
    void whatIsMadeOfTheReleaseIsFree() {
        TrainingSpec spec = spec().optimizer(new DpAdamBc())
                .transforms(new ExponentialMovingAverage())
                .build();

        assertThat(spec.effective(60).privacy(60)).isPresent();
    }

    @Test
    void aNetworkThatMixesExamplesIsRefusedWithWhatToUseInstead() {
        Signature signature = new Signature(List.of(4), List.of(), 3);
        Mlp mixing = new Mlp(List.of(8), Activation.RELU, 0, Mlp.Normalization.BATCH);
        List<Violation> objections = spec().build().objectionsTo(mixing.network(signature));

        assertThat(objections).hasSize(1);
        assertThat(objections.get(0).pointer()).isEqualTo("/model");
        assertThat(objections.get(0).message()).contains("norm1", "layer");
        Mlp apart = new Mlp(List.of(8), Activation.RELU, 0, Mlp.Normalization.LAYER);
        assertThat(spec().build().objectionsTo(apart.network(signature))).isEmpty();
    }

    @Test
    void aClipNormThatFollowsWholeGradientsCannotBeOneForEachLayer() {
        assertThatThrownBy(() -> new DpSgd(
                        1,
                        new Abadi(),
                        ClipScope.LAYER,
                        new QuantileTracking(),
                        new PrivacyOptions(1.0, null, 1e-5, 64, false)))
                .isInstanceOfSatisfying(
                        InvalidOptions.class,
                        e -> assertThat(e.violations().get(0).pointer()).isEqualTo("/clip_norm_tracking"));
    }
}
