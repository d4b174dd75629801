package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plans of all workspaces, each made once for all computations of the same structure, whatever their numbers:
 * libtorch compiles a program for some milliseconds.
 */
final class Plans {
    /** A job has one or two; rules whose structure never repeats must not fill the memory with programs. */
    private static final int MOST = 256;

    private static final int END = -1;
    private static final Cleaner CLEANER = Cleaner.create();

    private final NDManager owner;
    private final Map<List<Object>, Plan> plans = new LinkedHashMap<>(MOST, 0.75f, true);

    Plans(NDManager owner) {
        this.owner = owner;
    }

    /** @param needed as {@link PassOrder} wants them */
    Plan of(List<Expression> needed, List<Expression> wanted, Device device) {
        long chunk = Chunk.of(device);
        List<Object> structure = structure(needed, wanted, chunk);
        structure.add(device);
        synchronized (plans) {
            Plan plan = plans.get(structure);
            if (plan == null) {
                plan = new Plan(needed, wanted, owner, device, chunk);
                // Another thread may be running a plan that is forgotten here.
                CLEANER.register(plan, plan.disposal());
                plans.put(structure, plan);
                if (plans.size() > MOST) {
                    plans.remove(plans.keySet().iterator().next());
                }
            }
            return plan;
        }
    }

    private static List<Object> structure(List<Expression> needed, List<Expression> wanted, long chunk) {
        List<Object> structure = new ArrayList<>(8 * needed.size());
        List<Long> sizes = new ArrayList<>();
        sizes.add(1L);
        for (Expression expression : needed) {
            int size = sizes.indexOf(expression.size());
            if (size < 0) {
                size = sizes.size();
                sizes.add(expression.size());
            }
            structure.add(expression.operation());
            structure.add(size);
            if (!expression.isThere()) {
                structure.add(expression.scalars().length);
                expression.operands().forEach(operand -> structure.add(operand.place()));
                structure.add(END);
            }
        }
        wanted.forEach(expression -> structure.add(expression.place()));
        sizes.forEach(size -> structure.add(size > chunk));
        structure.add(chunk);
        return structure;
    }
}
