package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * One job's tensors.
 *
 * <p>A step's tensors belong to an arena, a DJL manager of their own. {@link #keepOnly} moves what is kept to a new
 * arena and closes the old one. Because the result of an operation belongs to the manager of its first operand, all
 * operands of a step must be in the arena; only loaded examples live outside, and are read in ways whose first operand
 * is the row numbers.
 */
final class DjlWorkspace implements Workspace {
    private final NDManager root;
    private final TorchScript gradient;
    private NDManager arena;

    DjlWorkspace(NDManager root, TorchScript gradient) {
        this.root = root;
        this.gradient = gradient;
        arena = root.newSubManager();
    }

    @Override
    public Vec vec(float[] values) {
        return new DjlVec(arena.create(values));
    }

    @Override
    public Loaded load(Examples examples) {
        return new LoadedExamples(examples, root, () -> arena);
    }

    @Override
    public <T> T record(Vec parameters, Supplier<T> forward) {
        // The mode belongs to the thread. Left on, it would make copies of θ part of the graph.
        ((PtNDArray) DjlVec.array(parameters)).setRequiresGradient(true);
        JniUtils.setGradMode(true);
        try {
            return forward.get();
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    @Override
    public Vec gradient(Vec scalar, Vec parameters) {
        NDArray leaf = DjlVec.array(parameters);
        NDArray result = gradient.call(DjlVec.array(scalar), leaf);
        leaf.setRequiresGradient(false);
        return new DjlVec(result);
    }

    @Override
    public Vec concat(Collection<Vec> parts) {
        PtNDArray[] arrays = parts.stream().map(DjlVec::array).toArray(PtNDArray[]::new);
        return new DjlVec(JniUtils.cat(arrays, 0));
    }

    @Override
    public void keepOnly(Collection<Vec> kept) {
        NDManager next = root.newSubManager();
        for (Vec vec : kept) {
            DjlVec.array(vec).attach(next);
        }
        arena.close();
        arena = next;
    }

    @Override
    public void close() {
        root.close();
    }
}
