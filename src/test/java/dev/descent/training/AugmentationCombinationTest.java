package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.augmentations.Crop;
import dev.descent.training.augmentations.Cutout;
import dev.descent.training.augmentations.FeatureDropout;
import dev.descent.training.augmentations.Flip;
import dev.descent.training.augmentations.Given;
import dev.descent.training.augmentations.Mixup;
import dev.descent.training.augmentations.Noise;
import dev.descent.training.augmentations.Shift;
import dev.descent.training.augmentations.Swap;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.models.Linear;
import dev.descent.training.models.TargetProjectionMlp;
import dev.descent.training.objectives.Regression;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an augmentation cannot work with is refused with its place and a reason. */
class AugmentationCombinationTest {
    private static final Signature IMAGES = new Signature(List.of(1, 8, 6), List.of(), 0);
    private static final Signature TABLE = new Signature(List.of(3), List.of(), 0);
    private static final Signature CODES = new Signature(List.of(0), List.of(3, 4), 0);

    private static SpecBuilder spec(Augmentation... augmentations) {
        return new SpecBuilder(new Linear(), new Regression())
                .sampler(new Shuffle(new Batching(8, List.of(augmentations))));
    }

    private static List<String> objections(Signature signature, Augmentation augmentation) {
        return spec(new FeatureDropout(0.5), augmentation).build().objectionsTo(signature).stream()
                .filter(violation -> violation.pointer().startsWith("/sampler/augmentations/1"))
                .map(violation -> violation.pointer() + " " + violation.message())
                .toList();
    }

    @Test
    void whatMovesPixelsNeedsImages() {
        for (Augmentation augmentation : List.of(new Flip(), new Shift(), new Crop(), new Cutout(2))) {
            assertThat(objections(IMAGES, augmentation)).isEmpty();
            assertThat(objections(TABLE, augmentation))
                    .singleElement()
                    .asString()
                    .startsWith("/sampler/augmentations/1 ")
                    .endsWith("moves pixels, but the features of this data are no image");
        }
    }

    @Test
    void somethingIsLeftOfEveryImage() {
        assertThat(objections(IMAGES, new Shift(6)))
                .containsExactly("/sampler/augmentations/1/pixels must be less than 6, the smaller side of the images"
                        + " of this data, but is 6");
        assertThat(objections(IMAGES, new Crop(7, Crop.Fill.EDGE)).get(0)).contains("/padding must be less than 6");
        assertThat(objections(IMAGES, new Cutout(6)).get(0)).contains("/size must be less than 6");
        assertThat(objections(IMAGES, new Cutout(5))).isEmpty();
    }

    @Test
    void whatIsForTablesIsRefusedForImagesAndWhatTakesMeansForCategories() {
        assertThat(objections(TABLE, new Swap())).isEmpty();
        assertThat(objections(CODES, new Swap())).isEmpty();
        assertThat(objections(IMAGES, new Swap()).get(0)).contains("use mixup");
        assertThat(objections(TABLE, new Mixup())).isEmpty();
        assertThat(objections(CODES, new Mixup()).get(0)).contains("use one_hot");
        assertThat(objections(CODES, new Noise()).get(0)).contains("embedded categories");
        assertThat(objections(CODES, new FeatureDropout()).get(0)).contains("embedded categories");
    }

    private static List<Violation> conflicts(SpecBuilder spec) {
        try {
            spec.build();
            return List.of();
        } catch (InvalidOptions e) {
            return e.violations();
        }
    }

    static Stream<Augmentation> augmentations() {
        return Given.all().stream();
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void aPrivateMechanismRefusesWhatMakesAnExampleOfSeveral(Augmentation augmentation) {
        SpecBuilder spec = spec().mechanism(
                        new DpSgd(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(1.0, null, 1e-5, 64, false)))
                .sampler(new Poisson(new Batching(8, List.of(new Noise(), augmentation)), 0.1))
                .evaluation(new Evaluation(null, 10L, 0.2, null));
        if (augmentation.couplesExamples()) {
            assertThat(conflicts(spec)).singleElement().satisfies(violation -> {
                assertThat(violation.pointer()).isEqualTo("/sampler/augmentations/1");
                assertThat(violation.message()).contains("dp_sgd could not bound what each of them gives away");
            });
        } else {
            assertThat(conflicts(spec)).isEmpty();
        }
    }

    @Test
    void thoseThatCoupleExamplesAreKnown() {
        assertThat(Given.all().stream().filter(Augmentation::couplesExamples).map(Object::getClass))
                .containsExactlyInAnyOrder(Swap.class, Mixup.class);
    }

    @Test
    void targetsAreMixedOnceAndNotWhereANetworkLearnsFromThemDirectly() {
        assertThat(conflicts(spec(new Mixup(), new Noise(), new Mixup())))
                .extracting(Violation::pointer)
                .containsExactly("/sampler/augmentations/2");
        SpecBuilder projecting = new SpecBuilder(new TargetProjectionMlp(), new Regression())
                .sampler(new Shuffle(new Batching(8, List.of(new Mixup()))));
        assertThat(conflicts(projecting)).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/sampler/augmentations/0");
            assertThat(violation.message()).contains("target_projection_mlp also learns from the first");
        });
    }

    /** A loss that compares examples with each other, which no mixture of two of them is. */
    record Comparing() implements Objective {
        private static final Objective OTHER = new Regression();

        @Override
        public boolean isMixable() {
            return false;
        }

        @Override
        public void check(Signature signature) {
            OTHER.check(signature);
        }

        @Override
        public Vec losses(Tensor outputs, Tensor targets) {
            return OTHER.losses(outputs, targets);
        }

        @Override
        public float[] errors(float[] outputs, float[] targets) {
            return OTHER.errors(outputs, targets);
        }

        @Override
        public boolean isLikelihood() {
            return false;
        }

        @Override
        public Tensor sampledTargets(Tensor outputs, Draws draws) {
            return OTHER.sampledTargets(outputs, draws);
        }

        @Override
        public List<String> metrics() {
            return OTHER.metrics();
        }

        @Override
        public boolean greaterIsBetter(String metric) {
            return OTHER.greaterIsBetter(metric);
        }

        @Override
        public Objective.Evaluation evaluation(Signature signature, double targetScale) {
            return OTHER.evaluation(signature, targetScale);
        }

        @Override
        public List<Judgement> judge(float[] outputs, float[] targets) {
            return OTHER.judge(outputs, targets);
        }

        @Override
        public Prediction prediction(float[] outputs) {
            return OTHER.prediction(outputs);
        }
    }

    @Test
    void lossesThatAreNotOfOneOutputAndOneTargetAreNotMixed() {
        SpecBuilder spec = new SpecBuilder(new Linear(), new Comparing())
                .sampler(new Shuffle(new Batching(8, List.of(new Noise(), new Mixup()))));
        assertThat(conflicts(spec)).extracting(Violation::pointer).containsExactly("/sampler/augmentations/1");
    }

    @Test
    void boundsOfAnAugmentationAreThoseOfItsOptions() {
        assertThatThrownBy(() -> new Flip(1.5))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> new Mixup(-1))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("-1");
    }
}
