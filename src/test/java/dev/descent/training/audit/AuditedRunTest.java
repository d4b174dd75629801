package dev.descent.training.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.audit.Guesses;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.Evaluation;
import dev.descent.training.Network;
import dev.descent.training.Outcome;
import dev.descent.training.PrivacyCost;
import dev.descent.training.SilentObserver;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.models.Linear;
import dev.descent.training.models.TestExamples;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Canaries in runs of the real trainer. */
class AuditedRunTest {
    private static final byte[] KEY = new byte[SecretRandomness.KEY_BYTES];
    /** Many more than there are canaries, so that what is learned of one says little of another. */
    private static final int WIDTH = 1000;

    private static final Signature SIGNATURE = new Signature(List.of(WIDTH), List.of(5, 7), 2);
    private static final Examples ROWS = new TestExamples(SIGNATURE, 50);
    private static final CanaryAudit AUDIT = new CanaryAudit(100, 60, 0.95, 3);

    private static AuditedRun audited(int attempt) {
        return new AuditedRun(AUDIT, ROWS, new Randomness(4), new SecretRandomness(KEY, attempt));
    }

    private static TrainingSpec spec(double noise) {
        return new SpecBuilder(new Linear(), new Classification())
                .optimizer(new Sgd())
                .learningRate(5.0)
                .sampler(new Poisson(100, 1.0))
                .mechanism(Audited.dpSgd(noise, 1e-5))
                .evaluation(new Evaluation(null, null, 0, null))
                .steps(100)
                .build()
                .effective(1);
    }

    private static Guesses guesses(double noise) {
        TrainingSpec spec = spec(noise);
        Network network = spec.model().network(SIGNATURE);
        AuditedRun run = audited(0);
        Outcome outcome = new Trainer(spec, network, TestEngine.get())
                .run(
                        run.training(ROWS),
                        new TestExamples(SIGNATURE, 0),
                        Optional.empty(),
                        new SilentObserver(),
                        "cpu",
                        Optional.of(new SecretRandomness(KEY, 0)));
        return run.guess((Outcome.Trained) outcome, network, spec.objective(), TestEngine.get(), "cpu");
    }

    @Test
    void aModelThatHasLearnedItsExamplesByHeartGivesTheCanariesAway() {
        Guesses guesses = guesses(1e-6);
        assertThat(guesses.canaries()).isEqualTo(100);
        assertThat(guesses.guesses()).isEqualTo(60);
        assertThat(guesses.correct()).isGreaterThanOrEqualTo(58);
        assertThat(AUDIT.epsilon(guesses, 1e-5)).isGreaterThan(2);
    }

    @Test
    void underMuchNoiseNothingAboveTheClaimIsShown() {
        PrivacyCost cost = spec(50).privacy(1).orElseThrow();
        double claimed = new PldAccountant().epsilon(cost.total(), cost.delta());
        Guesses guesses = guesses(50);
        assertThat(guesses.correct()).isBetween(15, 45);
        assertThat(AUDIT.epsilon(guesses, 1e-5)).isLessThan(claimed);
    }

    @Test
    void theSameCanariesAreThereInEveryAttemptAndAboutHalfOfThem() {
        Examples first = audited(0).training(ROWS);
        Examples again = audited(3).training(ROWS);
        assertThat(first.size() - ROWS.size()).isBetween(30, 70);
        assertThat(content(again)).isEqualTo(content(first));
        byte[] other = KEY.clone();
        other[0] = 1;
        Examples otherwise =
                new AuditedRun(AUDIT, ROWS, new Randomness(4), new SecretRandomness(other, 0)).training(ROWS);
        assertThat(content(otherwise)).isNotEqualTo(content(first));
    }

    @Test
    void theExamplesStayInFrontAndTheCanariesAreWithinTheSignature() {
        Examples all = audited(0).training(ROWS);
        assertThat(content(all).subList(0, ROWS.size())).isEqualTo(content(ROWS));
        for (int row = ROWS.size(); row < all.size(); row++) {
            IntBuffer codes = IntBuffer.allocate(2);
            all.categories(row, codes);
            assertThat(codes.get(0)).isBetween(0, 4);
            assertThat(codes.get(1)).isBetween(0, 6);
            assertThat(all.target(row)).isIn(0f, 1f);
        }
    }

    @Test
    void numbersAndTargetsOfRegressionHaveTheDeviationThatWasAskedFor() {
        Signature signature = new Signature(List.of(50), List.of(), 0);
        new Regression().check(signature);
        Canaries canaries =
                Canaries.all(new CanaryAudit(2000, 10, 0.9, 2), new TestExamples(signature, 1), new Randomness(1));
        double features = 0;
        double targets = 0;
        for (int row = 0; row < canaries.size(); row++) {
            FloatBuffer numbers = FloatBuffer.allocate(50);
            canaries.numeric(row, numbers);
            for (float number : numbers.array()) {
                features += number * number / (50.0 * canaries.size());
            }
            targets += Math.pow(canaries.target(row), 2) / canaries.size();
        }
        // Five standard errors of a variance of 4.
        assertThat(Math.abs(features - 4)).isLessThan(5 * 4 * Math.sqrt(2.0 / (50 * canaries.size())));
        assertThat(Math.abs(targets - 4)).isLessThan(5 * 4 * Math.sqrt(2.0 / canaries.size()));
    }

    @Test
    void theLeastLossesAreGuessedIncludedAndTheGreatestNot() {
        CanaryAudit audit = new CanaryAudit(6, 3, 0.95, 3);
        float[] losses = {5, 0.1f, Float.NaN, 3, 0.2f, 4};
        assertThat(audit.guess(new boolean[] {false, true, false, true, true, false}, losses))
                .isEqualTo(new Guesses(6, 3, 3));
        assertThat(audit.guess(new boolean[] {false, true, true, true, false, true}, losses))
                .isEqualTo(new Guesses(6, 3, 1));
    }

    @Test
    void moreGuessesThanCanariesAreRefused() {
        assertThatThrownBy(() -> new CanaryAudit(10, 11, 0.95, 3))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("must be at most canaries, 10, but is 11");
    }

    private static List<List<Float>> content(Examples examples) {
        return IntStream.range(0, examples.size())
                .mapToObj(row -> {
                    FloatBuffer numbers = FloatBuffer.allocate(WIDTH);
                    examples.numeric(row, numbers);
                    IntBuffer codes = IntBuffer.allocate(2);
                    examples.categories(row, codes);
                    float[] all = Arrays.copyOf(numbers.array(), WIDTH + 3);
                    all[WIDTH] = codes.get(0);
                    all[WIDTH + 1] = codes.get(1);
                    all[WIDTH + 2] = examples.target(row);
                    return IntStream.range(0, all.length).mapToObj(i -> all[i]).toList();
                })
                .toList();
    }
}
