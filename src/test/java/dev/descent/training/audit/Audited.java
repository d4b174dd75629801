package dev.descent.training.audit;

import dev.descent.accounting.PldAccountant;
import dev.descent.training.Checkpoints;
import dev.descent.training.Evaluation;
import dev.descent.training.Outcome;
import dev.descent.training.PrivacyCost;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.Sampler;
import dev.descent.training.SilentObserver;
import dev.descent.training.Snapshot;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The real trainer, with a mechanism, a sampler and a network that may have a fault.
 *
 * <p>The learning rate is the expected batch size, so that a step of the parameters is minus the noisy sum.
 */
final class Audited {
    private static final byte[] KEY = new byte[SecretRandomness.KEY_BYTES];
    private static final int WHOLE_BATCH = 1_000_000;

    private final TableNetwork network;
    private final TrainingSpec spec;

    Audited(TableNetwork network, Sampler sampler, PrivateMechanism mechanism, long steps) {
        this.network = network;
        spec = new SpecBuilder(signature -> network, new Slope())
                .optimizer(new Sgd())
                .learningRate((double) sampler.batchSize())
                .sampler(sampler)
                .mechanism(mechanism)
                .evaluation(new Evaluation(null, null, 0, null))
                .checkpoints(new Checkpoints(1L, 1))
                .steps(steps)
                .build()
                .effective(1);
    }

    /** Sees what each step has released. */
    interface Released {
        /** @param sum {@code [V]}, of the clipped gradients, with noise */
        void see(float[] sum);
    }

    /** With a clip norm of 1. */
    static DpSgd dpSgd(double noiseMultiplier, double delta) {
        return new DpSgd(
                1,
                new Abadi(),
                ClipScope.ALL,
                null,
                new PrivacyOptions(noiseMultiplier, null, delta, WHOLE_BATCH, false));
    }

    int codes() {
        return network.codes();
    }

    double rate() {
        return ((PrivateMechanism.Sampled) spec.sampler().batchLaw()).rate();
    }

    long steps() {
        return spec.steps(1);
    }

    /** The ε that the accountant claims. */
    double epsilon() {
        PrivacyCost cost = spec.privacy(1).orElseThrow();
        return new PldAccountant().epsilon(cost.total(), cost.delta());
    }

    /** @param run no two have the same noise */
    void train(Examples examples, int run, Released released) {
        Differences differences = new Differences(network.initialParameters(), released);
        Outcome outcome = new Trainer(spec, network, TestEngine.get())
                .run(
                        examples,
                        new Coded(network.codes(), new int[0], new float[0]),
                        Optional.empty(),
                        differences,
                        "cpu",
                        Optional.of(new SecretRandomness(KEY, run)));
        differences.moved(((Outcome.Trained) outcome).parameters());
    }

    private static final class Differences extends SilentObserver {
        private final Released released;
        private float[] before;

        Differences(float[] start, Released released) {
            before = start;
            this.released = released;
        }

        void moved(float[] after) {
            float[] sum = new float[after.length];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = before[i] - after[i];
            }
            before = after;
            released.see(sum);
        }

        @Override
        public void checkpoint(Snapshot snapshot) {
            float @Nullable [] parameters = snapshot.vectors().get("parameters");
            if (parameters == null) {
                throw new AssertionError("a snapshot without parameters");
            }
            moved(parameters);
        }
    }
}
