package dev.descent.training.curvature;

import dev.descent.training.ClosureRule;
import dev.descent.training.State;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What L-BFGS remembers: the last pairs of steps and gradient changes, and the gradient and step of the last iteration,
 * which become a pair when the next gradient is known.
 *
 * @param gradient null before the first iteration
 * @param step null before the first iteration
 * @param pairs the oldest first
 */
record History(@Nullable Vec gradient, @Nullable Vec step, List<Pair> pairs, int capacity) {
    private static final String GRADIENT = "gradient";
    private static final String STEP = "step";
    private static final double LEAST_CURVATURE = 1e-10;

    /**
     * How the gradient changed over a step.
     *
     * @param rho 1/(y·s), of size one
     */
    private record Pair(Vec s, Vec y, Vec rho) {}

    static History of(State state, int capacity) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; state.has("s" + i); i++) {
            pairs.add(new Pair(state.get("s" + i), state.get("y" + i), state.get("rho" + i)));
        }
        return new History(
                state.has(GRADIENT) ? state.get(GRADIENT) : null,
                state.has(STEP) ? state.get(STEP) : null,
                pairs,
                capacity);
    }

    State state(long steps) {
        Map<String, Vec> vectors = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            vectors.put("s" + i, pairs.get(i).s());
            vectors.put("y" + i, pairs.get(i).y());
            vectors.put("rho" + i, pairs.get(i).rho());
        }
        if (gradient != null && step != null) {
            vectors.put(GRADIENT, gradient);
            vectors.put(STEP, step);
        }
        return new State(steps, vectors);
    }

    boolean isEmpty() {
        return gradient == null;
    }

    /** With the pair of the last step, now that the gradient after it is known; the oldest makes room for it. */
    History seen(Vec next, ClosureRule.Loss loss) {
        if (gradient == null || step == null) {
            return this;
        }
        Vec y = next.sub(gradient);
        double curvature = dot(y, step, loss);
        if (!(curvature > LEAST_CURVATURE)) {
            return this;
        }
        Vec rho = step.slice(0, 1).zeros().add(1 / curvature);
        List<Pair> longer = new ArrayList<>(pairs);
        longer.add(new Pair(step, y, rho));
        return new History(
                gradient, step, longer.subList(Math.max(0, longer.size() - capacity), longer.size()), capacity);
    }

    /** After a step from where the gradient was {@code at}. */
    History moved(Vec at, Vec by) {
        return new History(at, by, pairs, capacity);
    }

    /** −Ĥg. */
    Vec direction(Vec g, ClosureRule.Loss loss) {
        return pairs.isEmpty() ? g.neg() : loss.scoped(g, scopedG -> twoLoops(scopedG, loss));
    }

    private Vec twoLoops(Vec g, ClosureRule.Loss loss) {
        Vec q = g.neg();
        double[] alpha = new double[pairs.size()];
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Pair pair = pairs.get(i);
            alpha[i] = dot(q, pair.s(), loss) * pair.rho().value();
            q = q.addScaled(-alpha[i], pair.y());
        }
        Pair newest = pairs.get(pairs.size() - 1);
        Vec r = q.mul(dot(newest.y(), newest.s(), loss) / dot(newest.y(), newest.y(), loss));
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            double beta = dot(r, pair.y(), loss) * pair.rho().value();
            r = r.addScaled(alpha[i] - beta, pair.s());
        }
        return r;
    }

    private static double dot(Vec a, Vec b, ClosureRule.Loss loss) {
        return loss.scoped(a, scopedA -> scopedA.dot(b)).value();
    }
}
