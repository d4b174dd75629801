package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How expressions are computed: by programs of one or more passes each, and by single operations between them. */
final class Plan {
    private interface Part {
        void run(List<Expression> needed, Memory memory);
    }

    private final NDManager owner;
    private final Device device;
    private final long chunk;
    private final List<Part> parts = new ArrayList<>();
    private final List<Kernel> kernels = new ArrayList<>();

    Plan(List<Expression> needed, List<Expression> wanted, NDManager owner, Device device, long chunk) {
        this.owner = owner;
        this.device = device;
        this.chunk = chunk;
        PassOrder order = new PassOrder(needed);
        int[] programs = programs(order);
        Set<Expression> kept = kept(needed, wanted, order, programs);
        List<List<Expression>> passes = new ArrayList<>();
        for (int pass = 0; pass <= order.last(); pass++) {
            List<Expression> before = order.in(pass, true);
            if (!before.isEmpty()) {
                flush(passes, kept);
                for (Expression single : before) {
                    int place = single.place();
                    parts.add((expressions, memory) -> expressions.get(place).computeAlone());
                }
            }
            List<Expression> in = order.in(pass, false);
            if (!in.isEmpty()) {
                passes.add(in);
            }
        }
        flush(passes, kept);
    }

    private void flush(List<List<Expression>> passes, Set<Expression> kept) {
        if (!passes.isEmpty()) {
            Kernel kernel = new Kernel(passes, kept, owner, device, chunk);
            kernels.add(kernel);
            parts.add(kernel::run);
            passes.clear();
        }
    }

    /** The number of the program that each pass belongs to. */
    private static int[] programs(PassOrder order) {
        int[] programs = new int[order.last() + 1];
        for (int pass = 1; pass <= order.last(); pass++) {
            programs[pass] = programs[pass - 1] + (order.in(pass, true).isEmpty() ? 0 : 1);
        }
        return programs;
    }

    /** What has to be written to memory of its own, because it is used after its program or, if it is long, its pass. */
    private static Set<Expression> kept(
            List<Expression> needed, List<Expression> wanted, PassOrder order, int[] programs) {
        Set<Expression> kept = new HashSet<>(wanted);
        for (Expression user : needed) {
            if (user.isThere()) {
                continue;
            }
            for (Expression operand : user.operands()) {
                int from = order.pass(operand);
                int to = order.pass(user);
                boolean elsewhere = user.operation() == Operation.OTHER || programs[from] != programs[to];
                if (elsewhere || operand.size() > 1 && from != to) {
                    kept.add(operand);
                }
            }
        }
        kept.removeIf(expression -> !expression.operation().isInPass());
        return kept;
    }

    void run(List<Expression> needed, Memory memory) {
        parts.forEach(part -> part.run(needed, memory));
    }

    /** What frees the programs of this plan, without a way back to it. */
    Runnable disposal() {
        List<Kernel> all = List.copyOf(kernels);
        return () -> all.forEach(Kernel::close);
    }
}
