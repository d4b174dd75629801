package dev.descent.training;

import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Vectors;
import dev.descent.training.tensor.Workspace;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** The part of a private step that sees data: the query, and its release with noise. */
final class PrivateStep {
    private static final int NO_USER = 0;

    private final TrainingSpec spec;
    private final Network network;
    private final Randomness randomness;
    private final Workspace workspace;
    private final NoiseAhead noise;

    /** @param noise of the releases */
    PrivateStep(TrainingSpec spec, Network network, Randomness randomness, Workspace workspace, NoiseAhead noise) {
        this.spec = spec;
        this.network = network;
        this.randomness = randomness;
        this.workspace = workspace;
        this.noise = noise;
    }

    /**
     * What the rest of the step is made of.
     *
     * @param loss as in {@link Descent.Taken}
     */
    record Seen(PrivateMechanism.Release release, Optional<Vec> loss) {}

    /** @param losses of the examples at some places of the batch */
    Seen see(PrivateMechanism mechanism, Position at, Descent.Input input, MicroBatches.Losses losses) {
        MicroBatches batch = new MicroBatches(
                losses,
                input.rows().length,
                mechanism.microBatchSize(),
                at.parameters(),
                workspace,
                mechanism.labelsUnprotectedMetrics());
        double expected = spec.sampler().batchSize();
        OptionalInt publicSize = spec.sampler().batchLaw() instanceof PrivateMechanism.Partitioned
                ? OptionalInt.of(input.rows().length)
                : OptionalInt.empty();
        PrivateMechanism.Setting setting = new PrivateMechanism.Setting(
                network.parameters(),
                at.parameters(),
                expected,
                publicSize,
                input.step(),
                new AddressedNoise(workspace, randomness, Purpose.MECHANISM, NO_USER));
        Vec query = mechanism.query(batch, at.mechanism(), setting);
        Released released = workspace.fused(lazy -> new Released(mechanism.release(
                lazy.apply(query),
                at.mechanism().map(lazy),
                setting,
                (stream, size) -> noise.normal(input.step(), stream, size))));
        return new Seen(
                released.release(),
                mechanism.labelsUnprotectedMetrics()
                        ? Optional.of(batch.sumOfLosses()
                                .mul(1 / (publicSize.isPresent() ? publicSize.getAsInt() : expected)))
                        : Optional.empty());
    }

    private record Released(PrivateMechanism.Release release) implements Vectors<Released> {
        @Override
        public Released map(UnaryOperator<Vec> change) {
            return new Released(new PrivateMechanism.Release(
                    change.apply(release.gradient()), release.state().map(change), change.apply(release.variance())));
        }
    }
}
