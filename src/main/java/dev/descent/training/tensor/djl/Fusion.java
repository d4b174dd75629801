package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One run of a pure function of vectors, which is written down first and computed when its results are known.
 *
 * <p>A number or an array that the function asks for on its way is computed at once, from the vectors that were given.
 */
final class Fusion {
    private static final int NOWHERE = -1;
    private static final int SOMEWHERE = 0;

    /** Of shorter vectors than this, a single operation takes less time than a program. */
    private static final long SHORT = 1 << 15;

    private final Plans plans;
    private final Memory memory;
    private final List<Expression> expressions = new ArrayList<>();
    private final IdentityHashMap<NDArray, LazyVec> given = new IdentityHashMap<>();

    Fusion(Plans plans, Memory memory) {
        this.plans = plans;
        this.memory = memory;
    }

    <T extends Vectors<T>> T run(Function<UnaryOperator<Vec>, T> function) {
        T result = function.apply(this::lift);
        Set<Expression> wanted = new LinkedHashSet<>();
        T written = result.map(vec -> {
            if (vec instanceof LazyVec lazy) {
                wanted.add(lazy);
            }
            return vec;
        });
        compute(wanted.stream().filter(expression -> !expression.isThere()).toList());
        return written.map(vec -> vec instanceof LazyVec lazy ? lazy.computed() : vec);
    }

    /** The stand-in of a vector. */
    LazyVec lift(Vec vec) {
        if (vec instanceof LazyVec lazy && lazy.fusion() == this) {
            return lazy;
        }
        NDArray array = DjlVec.array(vec);
        LazyVec known = given.get(array);
        if (known == null) {
            known = new LazyVec(this, new DjlVec(array));
            given.put(array, known);
        }
        return known;
    }

    void add(Expression expression) {
        expressions.add(expression);
    }

    void compute(List<Expression> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        List<Expression> needed = needed(wanted);
        Expression last = needed.get(needed.size() - 1);
        if (last.size() < SHORT && isOnlyOneMissing(needed) && last.canBeDoneAlone()) {
            last.computeAlone();
            return;
        }
        plans.of(needed, wanted, memory.device()).run(needed, memory);
    }

    private static boolean isOnlyOneMissing(List<Expression> needed) {
        return needed.stream().filter(expression -> !expression.isThere()).count() == 1;
    }

    /** What must be looked at to compute these, operands before what is made of them. */
    private List<Expression> needed(List<Expression> wanted) {
        expressions.forEach(expression -> expression.placeAt(NOWHERE));
        wanted.forEach(expression -> expression.placeAt(SOMEWHERE));
        List<Expression> needed = new ArrayList<>();
        for (int i = expressions.size() - 1; i >= 0; i--) {
            Expression expression = expressions.get(i);
            if (expression.place() != NOWHERE) {
                needed.add(expression);
                if (!expression.isThere()) {
                    expression.operands().forEach(operand -> operand.placeAt(SOMEWHERE));
                }
            }
        }
        Collections.reverse(needed);
        for (int place = 0; place < needed.size(); place++) {
            needed.get(place).placeAt(place);
        }
        return needed;
    }

    /** As {@link DjlVec#spread}, into memory that is there. */
    Vec spread(DjlVec vec, Segments segments) {
        return new DjlVec(Scripted.spread(vec.array(), segments, memory.take(segments.size())));
    }
}
