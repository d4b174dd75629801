package dev.descent.training.models.layers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Names;
import dev.descent.training.Network;
import dev.descent.training.models.gradients.Exact;
import dev.descent.training.models.gradients.WeightGradient;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network in the making: layers are added one after another, each shaped by the output of the one before.
 *
 * <p>Layers are named by kind and number as PyTorch's tutorials do: {@code conv1}, {@code fc2}. Faults are gathered, so
 * that all of them are reported together.
 */
public final class Assembly {
    private static final int MOST_PARAMETERS = Integer.MAX_VALUE - 8;

    private final Optional<Embeddings> embeddings;
    private final Dimensions input;
    private final Fitting fitting;
    private final AtomicInteger dropouts;
    private final AtomicInteger weighted;
    private final WeightGradient gradient;
    private final int classes;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Sequence.Part> parts = new ArrayList<>();

    /** The start of a network for such examples. Embedded features make a table of them. */
    public Assembly(Signature signature) {
        this(signature, new Exact());
    }

    /** @param gradient how that of the weights is computed, in all layers or in the first */
    public Assembly(Signature signature, WeightGradient gradient) {
        this.gradient = gradient;
        classes = signature.classes();
        embeddings = signature.cardinalities().isEmpty() ? Optional.empty() : Optional.of(Embeddings.of(signature));
        input = embeddings.map(Embeddings::output).orElse(Dimensions.of(signature));
        fitting = new Fitting(input);
        dropouts = new AtomicInteger();
        weighted = new AtomicInteger();
        if (input.count() == 0) {
            fault("", "does_not_fit", "needs at least one feature, but the examples have none");
            fitting.become(Dimensions.flat(1));
        }
    }

    private Assembly(Assembly outer) {
        embeddings = Optional.empty();
        input = outer.output();
        fitting = outer.fitting.branch();
        dropouts = outer.dropouts;
        weighted = outer.weighted;
        gradient = outer.gradient;
        classes = outer.classes;
    }

    /** The shape that the next layer will get. */
    public Dimensions output() {
        return fitting.shape();
    }

    /** Notes a broken rule; {@link #network} will report it. */
    public void fault(String pointer, String code, String message) {
        fitting.fault(pointer, code, message);
    }

    /** A fully connected layer; an image is flattened first. */
    public void dense(int units) {
        flatten();
        add("fc", fullyConnected(units));
        fitting.sizeIsKnown();
    }

    /** A fully connected layer that is the only one, and so has no number. */
    public void onlyDense(int units) {
        flatten();
        append("fc", fullyConnected(units));
    }

    /**
     * A convolution.
     *
     * @param pointer to the options of the stage that asks for it
     */
    public void convolution(int filters, Window window, int groups, boolean bias, String pointer) {
        if (!fitting.checkImage("a convolution", pointer)) {
            return;
        }
        fitting.checkDivides(groups, pointer);
        if (fitting.checkWindow(window, pointer + "/kernel", filters)) {
            WeightGradient own = gradientOf(weighted.getAndIncrement());
            add("conv", new Convolution(output(), filters, window, groups, bias, own));
        }
    }

    public void maxPool(Window window, String pointer) {
        if (fitting.checkImage("pooling", pointer)
                && fitting.checkWindow(window, pointer + "/size", output().channels())) {
            add("pool", new MaxPool(output(), window));
        }
    }

    public void averagePool(Window window, String pointer) {
        if (fitting.checkImage("pooling", pointer)
                && fitting.checkWindow(window, pointer + "/size", output().channels())) {
            add("pool", new AveragePool(output(), window));
        }
    }

    public void globalAveragePool(String pointer) {
        if (fitting.checkImage("pooling", pointer)) {
            add("pool", new GlobalAveragePool(output().channels()));
            fitting.sizeIsKnown();
        }
    }

    /** Layers of recurrent cells that read the input as a sequence and answer with their last state. */
    public void recurrence(Cell cell, int layers, int hidden, double dropout) {
        int first = dropouts.getAndAdd(layers - 1);
        add(Names.wire(cell.name()), new Recurrence(cell, output(), hidden, layers, dropout, first));
    }

    /** @param ghost how many examples are normalized together, or null for the whole batch */
    public void batchNorm(@Nullable Integer ghost) {
        BatchNorm norm = new BatchNorm(output());
        add("norm", ghost == null ? norm : new GhostBatchNorm(norm, ghost));
    }

    public void layerNorm() {
        add("norm", new LayerNorm(output()));
    }

    /**
     * Normalization of groups of channels.
     *
     * @param pointer to the options of who asks for it
     */
    public void groupNorm(int groups, String pointer) {
        if (fitting.checkDivides(groups, pointer) && fitting.checkSeveralIn(groups, pointer)) {
            add("norm", new GroupNorm(output(), groups));
        }
    }

    /**
     * Normalization of each channel of an image.
     *
     * @param pointer to the options of the stage that asks for it
     */
    public void instanceNorm(String pointer) {
        if (fitting.checkImage("instance normalization", pointer) && fitting.checkSeveralPixels(pointer)) {
            add("norm", new InstanceNorm(output()));
        }
    }

    /** Nothing for {@link Activation#NONE}. */
    public void activation(Activation activation) {
        if (activation != Activation.NONE) {
            add(Names.wire(activation.name()), new Nonlinearity(activation, output()));
        }
    }

    /** Nothing for a rate of 0. */
    public void dropout(double rate) {
        if (rate > 0) {
            add("dropout", new Dropout(rate, output(), dropouts.getAndIncrement()));
        }
    }

    /** Makes the last layer learn by itself from the targets, and nothing in front of it from what comes behind. */
    public void learnFromTargets() {
        Sequence.Part last = parts.remove(parts.size() - 1);
        append(last.name(), new TargetProjection(last.layer(), classes, weighted.get()));
    }

    /** An empty assembly that goes on from here, for the body of {@link #residual}. */
    public Assembly body() {
        return new Assembly(this);
    }

    /**
     * The sum of a body and of what it started from.
     *
     * @param pointer to the list of the body's stages
     */
    public void residual(Assembly body, String pointer) {
        if (!body.fitting.isSizeKnown()) {
            fitting.become(body.output());
            fitting.sizeIsUnknown();
            return;
        }
        if (body.parts.isEmpty()) {
            fault(pointer, "does_not_fit", "must make at least one layer");
            return;
        }
        Optional<Layer> shortcut = Optional.empty();
        if (!body.output().equals(output())) {
            int number = weighted.getAndIncrement();
            shortcut = Shortcut.between(output(), body.output(), gradientOf(number), number);
            if (shortcut.isEmpty()) {
                fault(
                        pointer,
                        "does_not_fit",
                        "must keep the size of its input or divide it by a stride, so that a shortcut can be added, but"
                                + " makes " + body.output() + " of " + output());
                fitting.become(body.output());
                return;
            }
        }
        add("block", new Residual(new Sequence(body.parts), shortcut));
    }

    /**
     * The network.
     *
     * @throws InvalidOptions with all faults
     */
    public Network network() {
        fitting.requireNoFault();
        LayeredNetwork network = new LayeredNetwork(input, embeddings, new Sequence(parts));
        if (network.parameters().size() > MOST_PARAMETERS) {
            throw new InvalidOptions(
                    "",
                    "out_of_bounds",
                    "must have at most " + MOST_PARAMETERS + " parameters but has "
                            + network.parameters().size());
        }
        return network;
    }

    private Dense fullyConnected(int units) {
        int number = weighted.getAndIncrement();
        return new Dense(output().channels(), units, gradientOf(number), number);
    }

    private WeightGradient gradientOf(int number) {
        return number == 0 || !gradient.onlyFirstLayer() ? gradient : new Exact();
    }

    private void flatten() {
        if (output().isImage() && fitting.checkFlattened()) {
            append("flatten", new Flatten(output()));
        }
    }

    private void add(String kind, Layer layer) {
        append(kind + numbers.merge(kind, 1, Integer::sum), layer);
    }

    private void append(String name, Layer layer) {
        parts.add(new Sequence.Part(name, layer));
        fitting.become(layer.output());
    }
}
