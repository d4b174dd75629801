package dev.descent.benchmarks;

import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.Network;
import dev.descent.training.Network.Training;
import dev.descent.training.augmentations.Crop;
import dev.descent.training.augmentations.Cutout;
import dev.descent.training.augmentations.FeatureDropout;
import dev.descent.training.augmentations.Flip;
import dev.descent.training.augmentations.Mixup;
import dev.descent.training.augmentations.Noise;
import dev.descent.training.augmentations.Shift;
import dev.descent.training.augmentations.Swap;
import dev.descent.training.models.Cnn;
import dev.descent.training.models.TestExamples;
import dev.descent.training.objectives.Classification;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an augmentation adds to a step: the time of a batch with and without it, beside that of a gradient of the default
 * CNN without it, for images of 28 x 28 pixels; {@code swap} for rows of 30 features.
 *
 * <p>Run with {@code ./mvnw test-compile exec:exec@benchmark -Dbenchmark=AugmentationBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class AugmentationBenchmark {
    private static final Signature IMAGES = new Signature(List.of(1, 28, 28), List.of(), 10);
    private static final Signature TABLE = new Signature(List.of(30), List.of(), 10);

    /** What is done to a batch. */
    public enum Case {
        NONE(Optional.empty(), IMAGES),
        NOISE(Optional.of(new Noise()), IMAGES),
        FLIP(Optional.of(new Flip()), IMAGES),
        SHIFT(Optional.of(new Shift(2)), IMAGES),
        CROP(Optional.of(new Crop(4, Crop.Fill.REFLECT)), IMAGES),
        CUTOUT(Optional.of(new Cutout(8)), IMAGES),
        MIXUP(Optional.of(new Mixup()), IMAGES),
        FEATURE_DROPOUT(Optional.of(new FeatureDropout()), IMAGES),
        NONE_OF_TABLE(Optional.empty(), TABLE),
        SWAP(Optional.of(new Swap()), TABLE),
        /** A whole gradient without augmentation. */
        GRADIENT(Optional.empty(), IMAGES);

        private final Optional<Augmentation> augmentation;
        private final Signature signature;

        Case(Optional<Augmentation> augmentation, Signature signature) {
            this.augmentation = augmentation;
            this.signature = signature;
        }
    }

    @Param
    private Case given = Case.NONE;

    @Param({"64", "256"})
    private int batchSize;

    private final Classification objective = new Classification();
    private final Network network = new Cnn().network(IMAGES);
    private final Randomness randomness = new Randomness(1);
    private final Workspace workspace = TestEngine.get().open(System.getProperty("descent.device", "cpu"));
    private Workspace.Loaded data = workspace.load(new TestExamples(TABLE, 1));
    private Vec parameters = workspace.vec(new float[1]);
    private Vec buffers = workspace.vec(new float[1]);
    private int[] rows = {};
    private long step;

    @Setup
    public void load() {
        data = workspace.load(new TestExamples(given.signature, 1000));
        rows = IntStream.range(0, batchSize).toArray();
        parameters = workspace.vec(network.initialParameters(randomness));
        buffers = workspace.vec(TestExamples.buffers(network));
    }

    @Benchmark
    public Object batch() {
        step++;
        Batch plain = data.batch(rows);
        Batch batch = given.augmentation
                .map(augmentation -> augmentation.apply(plain, new Chance(randomness, workspace, step, 0, 0)))
                .orElse(plain);
        if (given == Case.GRADIENT) {
            gradient(batch);
        }
        workspace.keepOnly(List.of(parameters, buffers));
        return batch;
    }

    private void gradient(Batch batch) {
        Vec loss = workspace.record(
                parameters,
                () -> objective
                        .losses(
                                network.forward(parameters, buffers, batch, new Training(randomness, step))
                                        .outputs(),
                                batch.targets())
                        .mean());
        workspace.gradient(loss, parameters);
    }

    @TearDown
    public void close() {
        workspace.close();
    }
}
