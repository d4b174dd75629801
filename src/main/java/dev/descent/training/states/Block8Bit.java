package dev.descent.training.states;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StateFormat;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Block-wise dynamic quantization: one byte for each element of the state, and one scale for each block.
 *
 * <pre>
 *   scale of a block:  a = max |s|
 *   kept:              c = the nearest of 256 values to s/a, by its number; of two as near, the lower
 *   unpacked:          a · value(c)
 * </pre>
 *
 * <p>Symbols: s a vector of the state, {@code [P]}, cut into blocks that no two tensors share. The 256 values are those of
 * {@link DynamicMap}, for signed or for non-negative s as the rule declares. The update rule runs in 32 bits on the
 * unpacked state, and its step uses the new state before it is packed. Tensors smaller than a bound stay in 32 bits.
 * Source: Dettmers et al., "8-bit optimizers via block-wise quantization", arXiv:2110.02861.
 *
 * <p>Kept are 1 + 4/block_size bytes an element, where there were 4. The whole state is unpacked while a step is taken, so
 * that memory is saved between updates, while gradients are computed, and not at the update itself. Snapshots hold codes
 * as 32-bit floats, which become bytes again with the next step.
 */
@Strategy(
        type = "block_8bit",
        title = "Block-wise 8-bit state",
        description =
                "Keeps the state of the update rule in eight bits, with a scale for each block: a quarter of the memory.",
        paper = "arXiv:2110.02861")
public record Block8Bit(
        @Option(value = "Elements that share a scale.", min = 1, max = 65_536)
        int blockSize,

        @Option(value = "Tensors with fewer elements stay in 32 bits.", min = 0, max = 1e9)
        long minTensorSize)
        implements StateFormat {
    private static final String CODES = ".codes";
    private static final String SCALES = ".scales";
    private static final String EXACT = ".exact";

    /** Divides a block of zeros in place of its scale. */
    private static final double TINY = 1e-38;

    public Block8Bit {
        Options.check(Block8Bit.class, blockSize, minTensorSize);
    }

    public Block8Bit() {
        this(256, 4096);
    }

    @Override
    public State pack(State state, UpdateRule rule, Layout layout, Function<float[], Vec> constant) {
        Stretches stretches = Stretches.of(layout, minTensorSize);
        if (!stretches.hasLarge()) {
            return state;
        }
        Segments blocks = stretches.blocks(blockSize);
        Map<String, Vec> packed = new LinkedHashMap<>(state.vectors());
        quantizable(rule).forEach((name, range) -> {
            Vec whole = state.get(name);
            Vec large = stretches.large(whole);
            Vec scales = large.abs().maxima(blocks);
            Vec shares = large.div(scales.clamp(TINY, Double.POSITIVE_INFINITY).spread(blocks));
            packed.remove(name);
            packed.put(name + SCALES, scales);
            packed.put(
                    name + CODES,
                    shares.bucketize(constant.apply(DynamicMap.of(range).boundaries())));
            stretches.small(whole).ifPresent(small -> packed.put(name + EXACT, small));
        });
        return new State(state.steps(), packed);
    }

    @Override
    public State unpack(State packed, UpdateRule rule, Layout layout, Function<float[], Vec> constant) {
        Stretches stretches = Stretches.of(layout, minTensorSize);
        if (!stretches.hasLarge()) {
            return packed;
        }
        Segments blocks = stretches.blocks(blockSize);
        Map<String, Vec> whole = new LinkedHashMap<>(packed.vectors());
        quantizable(rule).forEach((name, range) -> {
            Vec values = constant.apply(DynamicMap.of(range).values());
            Vec large = values.gather(packed.get(name + CODES))
                    .mul(packed.get(name + SCALES).spread(blocks));
            whole.put(name, packed.has(name + EXACT) ? stretches.join(large, packed.get(name + EXACT)) : large);
            whole.keySet().removeAll(List.of(name + CODES, name + SCALES, name + EXACT));
        });
        return new State(packed.steps(), whole);
    }

    private static Map<String, Optimizer.Range> quantizable(UpdateRule rule) {
        return rule instanceof Optimizer optimizer ? optimizer.quantizable() : Map.of();
    }

    @Override
    public Optional<String> objectionTo(UpdateRule rule) {
        if (rule.stateVectors() == 0) {
            return Optional.of("keeps no state that could be kept in eight bits");
        }
        if (!(rule instanceof Optimizer)) {
            return Optional.of("is no first-order rule, and the state of no other can be kept in eight bits");
        }
        return quantizable(rule).isEmpty()
                ? Optional.of(
                        "needs its state in full precision: it names no vector of it that may be kept in eight bits")
                : Optional.empty();
    }

    @Override
    public double bytesPerElement() {
        return 1 + (double) Float.BYTES / blockSize;
    }
}
