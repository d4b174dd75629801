package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Bits;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Vectors;
import dev.descent.training.tensor.Workspace;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One job's tensors.
 *
 * <p>A step's tensors belong to an arena, a DJL manager of their own. {@link #keepOnly} moves what is kept to a new
 * arena and closes the old one. Because the result of an operation belongs to the manager of its first operand, all
 * operands of a step must be in the arena; only loaded examples live outside, and are read in ways whose first operand
 * is the row numbers. Long vectors that are made by {@link #fused} lie in {@link Memory} that is used again.
 */
final class DjlWorkspace implements Workspace {
    private final NDManager root;
    private final Derivatives derivatives;
    private final Memory memory;
    private final Plans plans;
    private final NoiseSource noise;
    private NDManager arena;
    private @Nullable Fusion fusion;

    DjlWorkspace(NDManager root, Derivatives derivatives, Plans plans) {
        this.root = root;
        this.derivatives = derivatives;
        arena = root.newSubManager();
        memory = new Memory(root, () -> arena);
        this.plans = plans;
        noise = new NoiseSource(root, memory);
    }

    @Override
    public Vec vec(float[] values) {
        return made(memory.of(values));
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
        NDArray result = derivatives.gradient(DjlVec.array(scalar), leaf);
        leaf.setRequiresGradient(false);
        return new DjlVec(result);
    }

    @Override
    public List<Tensor> gradients(Vec outputs, List<Tensor> tensors) {
        List<NDArray> at = tensors.stream().map(DjlTensor::array).toList();
        return derivatives.gradients(DjlVec.array(outputs), at).stream()
                .<Tensor>map(DjlTensor::new)
                .toList();
    }

    @Override
    public Vec jacobian(Vec outputs, Vec parameters) {
        return new DjlVec(derivatives.jacobian(DjlVec.array(outputs), DjlVec.array(parameters)));
    }

    @Override
    public Vec pullBack(Vec outputs, Vec cotangent, Vec parameters) {
        return new DjlVec(
                derivatives.pullBack(DjlVec.array(outputs), DjlVec.array(cotangent), DjlVec.array(parameters)));
    }

    @Override
    public Vec hessianTimes(Vec scalar, Vec v, Vec parameters) {
        return new DjlVec(derivatives.hessianTimes(DjlVec.array(scalar), DjlVec.array(v), DjlVec.array(parameters)));
    }

    @Override
    public GradientStatistics statistics(Vec losses, Vec parameters, Segments segments) {
        NDArray equal = DjlVec.array(losses.zeros().add(1.0 / losses.size()));
        Vec mean = new DjlVec(derivatives.pullBack(DjlVec.array(losses), equal, DjlVec.array(parameters)));
        NDArray ends = arena.create(segments.ends()).toDevice(Device.cpu(), false);
        Vec all = new DjlVec(
                derivatives.statistics(DjlVec.array(losses), DjlVec.array(mean), DjlVec.array(parameters), ends));
        long p = parameters.size();
        long b = losses.size();
        return new GradientStatistics(
                mean, all.slice(0, p), all.slice(p, all.size() - b), all.slice(all.size() - b, all.size()), segments);
    }

    @Override
    public Vec normal(Bits bits, long size) {
        return made(noise.normal(bits, size));
    }

    @Override
    public Vec secureNormal(Bits bits, long size) {
        return made(noise.secureNormal(bits, size));
    }

    @Override
    public Vec uniform(Bits bits, long size) {
        return made(noise.uniform(bits, size));
    }

    @Override
    public <T extends Vectors<T>> T fused(Function<UnaryOperator<Vec>, T> function) {
        if (fusion != null) {
            return function.apply(fusion::lift);
        }
        fusion = new Fusion(plans, memory);
        try {
            return fusion.run(function);
        } finally {
            fusion = null;
        }
    }

    private Vec made(NDArray array) {
        Vec vec = new DjlVec(array);
        return fusion == null ? vec : fusion.lift(vec);
    }

    @Override
    public Vec scoped(Vec input, UnaryOperator<Vec> work) {
        NDManager outer = arena;
        arena = root.newSubManager();
        memory.open();
        boolean isOpen = true;
        try {
            // The same numbers under another owner, so that what is computed from them belongs to the inner arena.
            NDArray view = JniUtils.slice((PtNDArray) DjlVec.array(input), 0, 0, input.size(), 1);
            view.attach(arena);
            NDArray result = DjlVec.array(work.apply(new DjlVec(view)));
            result.attach(outer);
            isOpen = false;
            memory.close(result);
            return new DjlVec(result);
        } finally {
            if (isOpen) {
                memory.abandon();
            }
            arena.close();
            arena = outer;
        }
    }

    @Override
    public void keepOnly(Collection<Vec> kept) {
        NDManager next = root.newSubManager();
        List<NDArray> arrays = kept.stream().map(DjlVec::array).toList();
        arrays.forEach(array -> array.attach(next));
        memory.release(arrays);
        arena.close();
        arena = next;
    }

    @Override
    public void close() {
        root.close();
    }
}
