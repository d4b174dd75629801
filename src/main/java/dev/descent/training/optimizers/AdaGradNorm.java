package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Set;

/**
 * AdaGrad-Norm: gradient descent with one step size, which shrinks with the norms of all gradients so far.
 *
 * <pre>
 *   b² ← b² + ‖g‖₂²
 *   θ ← θ − ηg / (b + ε)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, both {@code [P]}; b starts at b₀ and has this step's gradient in it already; η
 * the learning rate, which is robust: too large a one is corrected by b. State: one number for each norm. Source: Ward et
 * al., "AdaGrad stepsizes: sharp convergence over nonconvex landscapes", arXiv:1806.01811, whose theorems are about the
 * {@code global} scope. With {@code row} there is one b for each row of a tensor, which is the weights into one output
 * unit, and for each element of a bias. That is what the authors' code means to do: it also adds the norms of the layer
 * before to a bias of as many elements, and takes the gradient for the parameters in its weight decay. Its ε is
 * 10<sup>−10</sup>.
 */
@Strategy(
        type = "adagrad_norm",
        title = "AdaGrad-Norm",
        description =
                "Gradient descent whose step size shrinks with the norms of all gradients so far. Forgives a wrong "
                        + "learning rate.",
        paper = "arXiv:1806.01811")
public record AdaGradNorm(
        @Option("What has a step size of its own: the whole gradient, each tensor, or each row of a tensor.")
        Scope scope,

        @Option(value = "b₀, the norm that is there before the first gradient.", min = 1e-6, max = 1e6)
        double initialNorm,

        @Option(value = "ε, added to the denominator.", min = 0, max = 1)
        double epsilon)
        implements Optimizer {
    public enum Scope {
        GLOBAL,
        TENSOR,
        ROW
    }

    public AdaGradNorm {
        Options.check(AdaGradNorm.class, scope, initialNorm, epsilon);
    }

    public AdaGradNorm() {
        this(Scope.GLOBAL, 0.1, 0);
    }

    @Override
    public State init(Vec parameters) {
        // Of size one, also where it is to become one for each segment: the first sum broadcasts it.
        return State.EMPTY.with("b2", parameters.slice(0, 1).zeros().add(initialNorm * initialNorm));
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        Segments segments = segments(context.layout());
        boolean isGlobal = scope == Scope.GLOBAL;
        Vec b2 = state.get("b2").add(isGlobal ? gradient.sumOfSquares() : gradient.dots(gradient, segments));
        // A number of size one broadcasts.
        Vec root = b2.sqrt().add(epsilon);
        Vec denominator = isGlobal ? root : root.spread(segments);
        return new Step(
                parameters.addScaled(-context.rate(), gradient.div(denominator)),
                state.next().with("b2", b2));
    }

    private Segments segments(Layout layout) {
        return switch (scope) {
            case GLOBAL -> new Segments(List.of(new Segments.Run(1, layout.size())));
            case TENSOR -> Segments.tensors(layout);
            case ROW ->
                new Segments(layout.entries().stream()
                        .map(entry -> {
                            long rows = entry.shape().size() < 2
                                    ? entry.size()
                                    : entry.shape().get(0);
                            return new Segments.Run(rows, entry.size() / rows);
                        })
                        .toList());
        };
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public Set<Trait> traits() {
        return scope == Scope.ROW ? Set.of(Trait.SEES_THE_SHAPE) : Set.of();
    }
}
