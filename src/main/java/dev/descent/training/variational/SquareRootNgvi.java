package dev.descent.training.variational;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ClosureRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Square-root natural-gradient variational inference: fits a normal distribution of the parameters to their posterior.
 *
 * <pre>
 *   G ← E[∇U(ϑ)],  M ← CᵀE[∇²U(ϑ)]C = E[ε(Cᵀ∇U(ϑ))ᵀ]      over ϑ = m + Cε, ε ~ N(0, I)
 *   m ← m − ηC(CᵀG)
 *   C ← C − ηC tril*(M − I)
 * </pre>
 *
 * <p>Symbols: m the mean {@code [P]}, which is θ and is exported; C lower triangular {@code [P·P]}, or diagonal
 * {@code [P]} (mean field), the covariance being CCᵀ; U = N·L + τ‖ϑ‖²/2 the negative log-posterior, L the mean loss of
 * the batch, N the number of examples trained on, τ the precision of the prior around zero; η the learning rate; tril*
 * the lower triangle with half its diagonal, of M's symmetric part. The second form of M (Price's theorem) takes
 * gradients alone. Samples come in pairs m ± Cε, and the prior's part of both expectations is exact. Where the loss is
 * no likelihood, the posterior is that of exp(−N·L). A coupled weight decay of rate λ is a prior of precision Nλ besides.
 * State: P·P numbers, the zeros above C's diagonal included, or P. Source: arXiv:2507.07853. Nothing keeps C's diagonal
 * positive: lower η, or the initial deviation, if it diverges. Not for models of many parameters: the number of samples
 * that tells C apart from noise grows with P.
 */
@Strategy(
        type = "sqrt_ngvi",
        title = "Square-root natural-gradient variational inference",
        description = "Fits a normal distribution of the parameters to their posterior and exports its mean. For small "
                + "models.",
        paper = "arXiv:2507.07853",
        experimental = "The covariance is estimated from few samples a step, and nothing keeps it positive definite.")
public record SquareRootNgvi(
        @Option("full: C is lower triangular, for at most 2,000 parameters; diagonal: mean field.")
        Covariance covariance,

        @Option("What M is made of: gradients, or products with the Hessian, one for each parameter and sample.")
        Curvature curvature,

        @Option(value = "Pairs of samples in each step; a pair costs two gradients.", min = 1, max = 10_000)
        int pairs,

        @Option(value = "τ, the precision of the prior: 1 over the variance of a parameter.", min = 0, max = 1e9)
        double priorPrecision,

        @Option(value = "The standard deviation of every parameter at the start.", above = 0, max = 1000)
        double initialDeviation)
        implements ClosureRule {
    public enum Covariance {
        FULL,
        DIAGONAL
    }

    public enum Curvature {
        GRADIENTS,
        HESSIAN
    }

    private static final int LARGEST_FULL = 2000;
    private static final String ROOT = "root";

    public SquareRootNgvi {
        Options.check(SquareRootNgvi.class, covariance, curvature, pairs, priorPrecision, initialDeviation);
        if (curvature == Curvature.HESSIAN && covariance == Covariance.DIAGONAL) {
            throw new InvalidOptions("/curvature", "conflict", "hessian is for a full covariance; use gradients");
        }
    }

    public SquareRootNgvi() {
        this(Covariance.FULL, Curvature.GRADIENTS, 8, 1, 0.02);
    }

    @Override
    public State init(Vec parameters) {
        Root root = switch (covariance) {
            case FULL -> FullRoot.scaled(initialDeviation, parameters);
            case DIAGONAL -> DiagonalRoot.scaled(initialDeviation, parameters);
        };
        return State.EMPTY.with(ROOT, root.elements());
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        Root root = switch (covariance) {
            case FULL -> new FullRoot(state.get(ROOT), parameters.size());
            case DIAGONAL -> new DiagonalRoot(state.get(ROOT));
        };
        List<Vec> noises = new ArrayList<>();
        List<Vec> pulled = new ArrayList<>();
        List<Vec> bends = new ArrayList<>();
        Vec gradient = parameters.mul(priorPrecision);
        double half = 0.5 * context.examples() / pairs;
        for (int i = 0; i < pairs; i++) {
            Vec noise = context.noise().normal(context.step(), i, parameters.size());
            Vec offset = root.times(noise);
            Vec above = parameters.add(offset);
            Vec below = parameters.sub(offset);
            Vec gradientAbove = loss.at(above).gradient();
            Vec gradientBelow = loss.at(below).gradient();
            gradient = gradient.addScaled(half, gradientAbove).addScaled(half, gradientBelow);
            if (curvature == Curvature.GRADIENTS) {
                noises.add(noise);
                pulled.add(
                        root.transposedTimes(gradientAbove.sub(gradientBelow)).mul(half));
            } else {
                bends.add(root.bent(v -> loss.hessianTimes(above, v)).mul(half));
                bends.add(root.bent(v -> loss.hessianTimes(below, v)).mul(half));
            }
        }
        Vec likelihood = curvature == Curvature.GRADIENTS
                ? root.products(noises, pulled)
                : bends.stream().reduce(Vec::add).orElseThrow();
        Vec bend = likelihood.addScaled(priorPrecision, root.bent(v -> v));
        Vec mean = parameters.addScaled(-context.rate(), root.times(root.transposedTimes(gradient)));
        return new Step(mean, state.next().with(ROOT, root.moved(bend, context.rate())));
    }

    @Override
    public Optional<String> objectionTo(long parameters) {
        return covariance == Covariance.FULL && parameters > LARGEST_FULL
                ? Optional.of("with a full covariance takes at most " + LARGEST_FULL + " parameters, but the model has "
                        + parameters + "; use a diagonal one")
                : Optional.empty();
    }

    @Override
    public double defaultLearningRate() {
        return 0.02;
    }

    /** P of a full covariance, which is no more than this. */
    @Override
    public int stateVectors() {
        return covariance == Covariance.FULL ? LARGEST_FULL : 1;
    }
}
