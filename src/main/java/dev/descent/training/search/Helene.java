package dev.descent.training.search;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;

/**
 * HELENE: {@link Mezo} with a momentum whose intake is annealed, divided by a rarely updated diagonal that is clipped
 * from below layer by layer.
 *
 * <pre>
 *   z ~ N(0, I),  g = z (L(θ + εz) − L(θ − εz)) / 2ε
 *   αₜ = β₁ + (1 − β₁) exp(−t/T)
 *   m ← β₁m + αₜg
 *   h ← β₂h + (1 − β₂)g²                          every k-th step, from the first on
 *   θ ← θ − η m / (γ max(h, λ/√d) + δ)
 * </pre>
 *
 * <p>Symbols: θ parameters, z direction, g gradient estimate, m momentum, h diagonal, all {@code [P]}, products element
 * by element; L the loss of the batch; t the step counted from 0; d the number of elements of the tensor that a
 * coordinate belongs to; η the learning rate. State: 2 vectors. A step asks for 2 losses.
 *
 * <p>This is our reading of secondary sources on Zhao et al., "HELENE: Hessian layer-wise clipping and gradient
 * annealing", arXiv:2411.10696, of which no code is public. They have the mean over examples of squared gradients for
 * ĥ; a rule that sees losses alone has no such gradients, and takes the square of the one estimate g instead: h is then
 * the second moment of g, not its curvature. They do not say what the bound of a layer is: λ/√d is our choice. αₜ falls
 * from 1 to β₁, so that m grows to β₁/(1 − β₁) times g, and no correction is made for h, which starts at 0.
 */
@Strategy(
        type = "helene",
        title = "HELENE",
        description = "MeZO with annealed momentum and a diagonal preconditioner that is clipped layer by layer.",
        paper = "arXiv:2411.10696",
        experimental = "The formula is our reading of secondary sources, the diagonal is the squared gradient estimate,"
                + " and the bound of each layer is our choice.")
public record Helene(
        @Option(value = "ε, how far along the direction the two losses are taken.", above = 0, max = 10)
        double epsilon,

        @Option(value = "Decay β₁ of the momentum.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the diagonal.", min = 0, below = 1)
        double beta2,

        @Option(value = "T, steps in which the momentum's intake falls by the factor e.", above = 0, max = 1e9)
        double annealing,

        @Option(value = "k, steps from one update of the diagonal to the next.", min = 1, max = 1_000_000)
        int interval,

        @Option(value = "γ, the diagonal's factor.", above = 0, max = 1000)
        double gamma,

        @Option(value = "λ, the least diagonal of a tensor times the root of its size.", min = 0, max = 1e6)
        double lambda,

        @Option(value = "δ, added to the denominator.", above = 0, max = 1)
        double delta)
        implements SearchRule {
    public Helene {
        Options.check(Helene.class, epsilon, beta1, beta2, annealing, interval, gamma, lambda, delta);
    }

    public Helene() {
        this(1e-3, 0.9, 0.99, 1000, 10, 1, 1, 1e-8);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with("m", parameters.zeros()).with("h", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        Vec z = context.noise().normal(context.step(), 0, parameters.size());
        Vec gradient = z.mul(Slope.along(z, parameters, epsilon, loss));
        double intake = beta1 + (1 - beta1) * Math.exp(-state.steps() / annealing);
        Vec m = state.get("m").mul(beta1).addScaled(intake, gradient);
        Vec h = state.steps() % interval == 0 ? state.get("h").lerp(gradient.square(), 1 - beta2) : state.get("h");
        Vec clipped = h.max(bounds(parameters, context.layout()));
        return new Step(
                parameters.addScaled(-context.rate(), m.div(clipped.mul(gamma).add(delta))),
                state.next().with("m", m).with("h", h));
    }

    /** λ/√d of each coordinate's tensor. */
    private Vec bounds(Vec parameters, Layout layout) {
        Segments tensors = Segments.tensors(layout);
        Vec sizes = parameters.zeros().add(1).sums(tensors);
        return sizes.zeros().add(lambda).div(sizes.sqrt()).spread(tensors);
    }

    @Override
    public int evaluations() {
        return 2;
    }

    @Override
    public double defaultLearningRate() {
        return 1e-4;
    }

    @Override
    public int stateVectors() {
        return 2;
    }
}
