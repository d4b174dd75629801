package dev.descent.training.models.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.Network;
import dev.descent.training.models.bookkeeping.Uses;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network that is a sequence of layers, behind embeddings where there are categorical features.
 *
 * <p>Parameter i of the layout is drawn at address i, so that it does not depend on the sizes of those before it.
 */
final class LayeredNetwork implements Network {
    private static final int LARGEST_ACTIVATIONS_ON_THE_WAY_BACK = 2;

    private final Dimensions input;
    private final Optional<Embeddings> embeddings;
    private final Sequence layers;
    private final List<Parameter> parameters;
    private final List<Buffer> buffers;
    private final Layout parameterLayout;
    private final Layout bufferLayout;
    private final Views parameterViews;
    private final Views bufferViews;
    private final int embeddingTables;

    LayeredNetwork(Dimensions input, Optional<Embeddings> embeddings, Sequence layers) {
        this.input = input;
        this.embeddings = embeddings;
        this.layers = layers;
        List<Parameter> tables = embeddings.map(Embeddings::parameters).orElse(List.of());
        embeddingTables = tables.size();
        parameters =
                Stream.concat(tables.stream(), layers.parameters().stream()).toList();
        buffers = layers.buffers();
        Layout layout = Layout.EMPTY;
        for (Parameter parameter : parameters) {
            layout = layout.with(parameter.name(), array(parameter.shape()));
        }
        parameterLayout = layout;
        layout = Layout.EMPTY;
        for (Buffer buffer : buffers) {
            layout = layout.with(buffer.name(), array(buffer.shape()));
        }
        bufferLayout = layout;
        parameterViews = new Views(parameterLayout);
        bufferViews = new Views(bufferLayout);
    }

    @Override
    public Layout parameters() {
        return parameterLayout;
    }

    @Override
    public Layout buffers() {
        return bufferLayout;
    }

    @Override
    public float[] initialParameters(Randomness randomness) {
        float[] theta = new float[Math.toIntExact(parameterLayout.size())];
        int next = 0;
        for (int i = 0; i < parameters.size(); i++) {
            Draws draws = randomness.draws(Purpose.INITIALIZATION, 0, i);
            Initialization initialization = parameters.get(i).initialization();
            long size = parameterLayout.entries().get(i).size();
            for (long k = 0; k < size; k++) {
                theta[next++] = (float) initialization.next(draws);
            }
        }
        return theta;
    }

    @Override
    public float[] initialBuffers() {
        return bufferValues(Buffer::initial);
    }

    @Override
    public Optional<String> mixesExamples() {
        return layers.mixing().map(Mixing::sentence);
    }

    @Override
    public Forward forward(Vec parameters, Vec buffers, Batch batch, @Nullable Training training) {
        return forward(parameterViews.of(DjlVec.array(parameters)), buffers, batch, training, null);
    }

    @Override
    public ExamplePass forExamples(Vec parameters, Vec buffers, Batch batch, @Nullable Training training) {
        checkExamplesAreApart();
        List<NDArray> arrays = parameterViews.of(DjlVec.array(parameters));
        Uses uses = new Uses(parameterLayout, arrays);
        Forward forward = forward(arrays, buffers, batch, training, uses);
        return uses.areComplete()
                ? new ExamplePass(forward, uses::gradients, true)
                : ExamplePass.oneByOne(forward, parameters);
    }

    private Forward forward(
            List<NDArray> arrays, Vec buffers, Batch batch, @Nullable Training training, @Nullable Uses uses) {
        NDArray statistics = DjlVec.array(buffers);
        if (training != null && bufferLayout.size() > 0) {
            // A copy, because layers change it in place; and the counters count this pass.
            statistics = statistics.add(statistics.getManager().create(bufferValues(Buffer::perPass)));
        }
        Pass pass = new Pass(training, batch.targets(), uses);
        PtNDArray x = embeddings.isPresent()
                ? embeddings.get().forward(batch, arrays.subList(0, embeddingTables), pass)
                : (PtNDArray) DjlTensor.array(batch.numeric());
        Weights own = new Weights(arrays.subList(embeddingTables, arrays.size()), bufferViews.of(statistics));
        Tensor outputs = new DjlTensor(layers.forward(x, own, pass));
        Optional<Vec> localLosses = pass.localLosses().map(losses -> new DjlVec(losses.sub(losses.stopGradient())));
        return new Forward(outputs, new DjlVec(statistics), localLosses);
    }

    /** All layers' outputs, and on the way back the gradients on both sides of the largest. */
    @Override
    public long activationBytes() {
        long largest = layers.parts().stream()
                .mapToLong(part -> part.layer().output().count())
                .reduce(input.count(), Math::max);
        long kept = input.count() + embeddings.map(Embeddings::activations).orElse(0L) + layers.activations();
        return Float.BYTES * (kept + LARGEST_ACTIVATIONS_ON_THE_WAY_BACK * largest);
    }

    /** The examples, and the input and output of the largest layer: what comes before them has been freed. */
    @Override
    public long inferenceBytes() {
        long embedded = embeddings.map(Embeddings::activations).orElse(0L);
        return Float.BYTES * (input.count() + embedded + layers.inference());
    }

    @Override
    public String pytorch() {
        return PyTorchSource.of(embeddings, layers);
    }

    private float[] bufferValues(ToFloat property) {
        float[] values = new float[Math.toIntExact(bufferLayout.size())];
        int next = 0;
        for (int i = 0; i < buffers.size(); i++) {
            long size = bufferLayout.entries().get(i).size();
            for (long k = 0; k < size; k++) {
                values[next++] = property.of(buffers.get(i));
            }
        }
        return values;
    }

    private interface ToFloat {
        float of(Buffer buffer);
    }

    private static long[] array(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
