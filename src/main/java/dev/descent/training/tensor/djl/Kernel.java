package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A program that computes expressions in one or more passes, without memory for anything that is not kept. */
final class Kernel {
    private final List<Integer> inputs;
    private final List<Integer> results;
    private final List<Integer> scaled;
    private final KernelSource source;
    private final long chunk;
    private final TorchScript script;

    /**
     * @param passes what is computed in each, in order
     * @param kept what must be there afterwards
     */
    Kernel(List<List<Expression>> passes, Set<Expression> kept, NDManager owner, Device device, long chunk) {
        this.chunk = chunk;
        List<Expression> members = passes.stream().flatMap(List::stream).toList();
        Set<Expression> made = new LinkedHashSet<>(members);
        Set<Expression> given = new LinkedHashSet<>();
        members.forEach(member -> given.addAll(member.operands()));
        given.removeAll(made);
        made.retainAll(kept);
        source = new KernelSource(passes, given, made, chunk, device);
        script = new TorchScript(owner, "t: List[Tensor], s: List[float]", "NoneType", source.body());
        inputs = places(given);
        results = places(made);
        scaled = members.stream()
                .filter(member -> member.scalars().length > 0)
                .map(Expression::place)
                .toList();
    }

    private static List<Integer> places(Set<Expression> expressions) {
        return expressions.stream().map(Expression::place).toList();
    }

    /** @param needed expressions of the structure that the kernel was made for */
    void run(List<Expression> needed, Memory memory) {
        NDArray[] tensors = new NDArray[inputs.size() + results.size() + 1];
        int next = 0;
        for (int place : inputs) {
            tensors[next++] = needed.get(place).computed().array();
        }
        for (int place : results) {
            NDArray result = memory.take(needed.get(place).size());
            tensors[next++] = result;
            needed.get(place).become(new DjlVec(result));
        }
        tensors[next] = memory.scratch(scratch(needed));
        script.run(tensors, scalars(needed));
    }

    private long scratch(List<Expression> needed) {
        long most = 0;
        for (KernelSource.Demand demand : source.demands()) {
            most = Math.max(
                    most,
                    demand.registers()
                            * Math.min(chunk, needed.get(demand.place()).size()));
        }
        return source.scalarSlots() + most;
    }

    private double[] scalars(List<Expression> needed) {
        double[] scalars = new double[source.scalars()];
        int next = 0;
        for (int place : scaled) {
            for (double scalar : needed.get(place).scalars()) {
                scalars[next++] = scalar;
            }
        }
        return scalars;
    }

    void close() {
        script.close();
    }
}
