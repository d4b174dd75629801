package dev.descent.training.audit;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.ExampleGradients;
import dev.descent.training.Network;
import dev.descent.training.models.bookkeeping.EmbeddingUse;
import dev.descent.training.models.bookkeeping.LinearUse;
import dev.descent.training.models.bookkeeping.Uses;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table of one number for each code, all 1 at the start.
 *
 * @param codes V
 * @param kind what becomes of the number that an example finds
 */
record TableNetwork(int codes, Kind kind) implements Network {
    enum Kind {
        /** It is the output, w[x]: the gradient is 1 at x. */
        PLAIN,
        /** It goes through the same table as an output layer, w[x]·w[x]: the gradient is 2w[x] at x. */
        TIED,
        /** The same, but norms are computed as if there were two tables. */
        UNTIED_NORMS
    }

    @Override
    public Layout parameters() {
        return Layout.EMPTY.with("w", codes, 1);
    }

    @Override
    public Layout buffers() {
        return Layout.EMPTY;
    }

    @Override
    public float[] initialParameters(Randomness randomness) {
        return initialParameters();
    }

    float[] initialParameters() {
        float[] ones = new float[codes];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public float[] initialBuffers() {
        return new float[0];
    }

    @Override
    public Optional<String> mixesExamples() {
        return Optional.empty();
    }

    @Override
    public Forward forward(Vec parameters, Vec buffers, Batch batch, @Nullable Training training) {
        NDArray table = table(parameters);
        return pass(table, table, batch, new Uses(parameters(), List.of(table)), buffers);
    }

    @Override
    public ExamplePass forExamples(Vec parameters, Vec buffers, Batch batch, @Nullable Training training) {
        NDArray input = table(parameters);
        if (kind != Kind.UNTIED_NORMS) {
            Uses uses = new Uses(parameters(), List.of(input));
            return new ExamplePass(pass(input, input, batch, uses, buffers), uses::gradients, true);
        }
        NDArray output = table(parameters);
        Uses uses = new Uses(Layout.EMPTY.with("input", codes, 1).with("output", codes, 1), List.of(input, output));
        Forward forward = pass(input, output, batch, uses, buffers);
        return new ExamplePass(
                forward, (losses, autograd) -> new Untied(uses.gradients(losses, autograd), codes), true);
    }

    private NDArray table(Vec parameters) {
        return DjlVec.array(parameters).reshape(codes, 1);
    }

    private Forward pass(NDArray input, NDArray output, Batch batch, Uses uses, Vec buffers) {
        NDArray x = DjlTensor.array(batch.categories());
        NDArray found = JniUtils.embedding((PtNDArray) x, (PtNDArray) input, false);
        uses.note(new EmbeddingUse(input, x, found));
        NDArray h = found.reshape(batch.size(), 1);
        if (kind == Kind.PLAIN) {
            return new Forward(new DjlTensor(h), buffers);
        }
        NDArray scores = h.matMul(output.transpose());
        uses.note(new LinearUse(output, null, h, scores));
        return new Forward(new DjlTensor(scores.gather(x, 1)), buffers);
    }

    @Override
    public long activationBytes() {
        return Float.BYTES * (kind == Kind.PLAIN ? 1L : codes);
    }

    @Override
    public String pytorch() {
        return "";
    }

    /** The gradients by two tables, whose sums are added where their norms should have been. */
    private record Untied(ExampleGradients both, int size) implements ExampleGradients {
        @Override
        public int examples() {
            return both.examples();
        }

        @Override
        public Vec norms() {
            return both.norms();
        }

        @Override
        public Vec weightedSum(Vec weights) {
            Vec sums = both.weightedSum(weights);
            return sums.slice(0, size).add(sums.slice(size, 2L * size));
        }

        @Override
        public Vec norms(Segments blocks) {
            throw new UnsupportedOperationException("clipped as a whole");
        }

        @Override
        public Vec weightedSum(Vec weights, Segments blocks) {
            throw new UnsupportedOperationException("clipped as a whole");
        }

        @Override
        public Vec rows() {
            throw new UnsupportedOperationException("clipped as a whole");
        }
    }
}
