package dev.descent.training.curvature;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ClosureRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import org.jspecify.annotations.Nullable;

/**
 * L-BFGS: steps against the gradient times an inverse Hessian that the last m steps imply.
 *
 * <pre>
 *   each of up to n iterations, on one batch:
 *     d ← −Ĥg                           by the two-loop recursion over the last m pairs (s, y)
 *     t ← η, in the very first iteration η min(1, 1/‖g‖₁), or a strong Wolfe search that starts there
 *     θ ← θ + td
 *     s ← td, y ← the change of g       kept if y·s &gt; 10⁻¹⁰
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, d direction, all {@code [P]}; t a number; η the learning rate. One step of a
 * job is n iterations at most, and ends earlier when gradient, step or change of the loss fall below their tolerances
 * or the evaluations are used up. Pairs live on from step to step, so that y is also the change from one batch to the
 * next: use batches that are large, or all of the data. State: 2m + 2 vectors. Source: Liu and Nocedal, "On the limited
 * memory BFGS method for large scale optimization", doi:10.1007/BF01589116, in the form of PyTorch's {@code LBFGS},
 * which searches no line unless asked to. Not for small batches.
 */
@Strategy(
        type = "lbfgs",
        title = "L-BFGS",
        description = "A quasi-Newton method with limited memory. For small problems and batches of all the data.",
        paper = "doi:10.1007/BF01589116")
public record LBfgs(
        @Option(value = "m, how many pairs of steps and gradient changes are kept.", min = 1, max = 1000)
        int history,

        @Option(value = "n, most iterations in one step of the job.", min = 1, max = 1000)
        int maxIterations,

        @Option(
                value =
                        "Evaluations of loss and gradient after which a step of the job ends. Null: 5/4 of the iterations.",
                min = 1,
                max = 100_000)
        @Nullable
        Integer maxEvaluations,

        @Option(value = "A step of the job ends when no element of the gradient is larger.", min = 0)
        double gradientTolerance,

        @Option(value = "A step of the job ends when neither θ nor the loss changes by more.", min = 0)
        double changeTolerance,

        @Option("How far to go along a direction: none takes the learning rate as it is.")
        LineSearch lineSearch)
        implements ClosureRule {
    public enum LineSearch {
        NONE,
        STRONG_WOLFE
    }

    public LBfgs {
        Options.check(
                LBfgs.class, history, maxIterations, maxEvaluations, gradientTolerance, changeTolerance, lineSearch);
    }

    public LBfgs() {
        this(100, 20, null, 1e-7, 1e-9, LineSearch.STRONG_WOLFE);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY;
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        Value value = loss.at(parameters);
        LinePoint here = new LinePoint(0, parameters, value.loss().value(), value.gradient(), 0);
        History memory = History.of(state, history);
        int limit = maxEvaluations == null ? Math.max(1, maxIterations * 5 / 4) : maxEvaluations;
        int evaluations = 1;
        for (int i = 1; i <= maxIterations && largest(here.gradient(), loss) > gradientTolerance; i++) {
            boolean first = memory.isEmpty();
            memory = memory.seen(here.gradient(), loss);
            Vec d = memory.direction(here.gradient(), loss);
            double slope = loss.scoped(here.gradient(), g -> g.dot(d)).value();
            double sum = loss.scoped(here.gradient(), g -> g.abs().sum()).value();
            double t = (first ? Math.min(1, 1 / sum) : 1) * context.rate();
            if (slope > -changeTolerance || t == 0) {
                // Without a step there is no pair to learn from.
                memory = memory.moved(here.gradient(), d.zeros());
                break;
            }
            if (lineSearch == LineSearch.NONE && i == maxIterations) {
                // What the loss is at the end of a step, the next step finds out on its own batch.
                memory = memory.moved(here.gradient(), d.mul(t));
                return new Step(here.parameters().addScaled(t, d), memory.state(state.steps() + 1));
            }
            Line line = new Line(loss, here.parameters(), d);
            double reach = largest(d, loss);
            LinePoint start = new LinePoint(0, here.parameters(), here.loss(), here.gradient(), slope);
            LinePoint next = lineSearch == LineSearch.NONE
                    ? line.at(t)
                    : new StrongWolfe(start, reach, changeTolerance).search(line, t);
            evaluations += line.evaluations();
            memory = memory.moved(here.gradient(), d.mul(next.t()));
            boolean stuck =
                    reach * next.t() <= changeTolerance || Math.abs(next.loss() - here.loss()) < changeTolerance;
            here = next;
            if (stuck || evaluations >= limit) {
                break;
            }
        }
        return new Step(here.parameters(), memory.state(state.steps() + 1));
    }

    private static double largest(Vec v, Loss loss) {
        return loss.scoped(v, x -> x.abs().kthLargest(1)).value();
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public int stateVectors() {
        return 2 * history + 2;
    }
}
