package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.AdamMoments;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.tensor.Vec;
import java.util.Map;
import java.util.Optional;

/**
 * AdamW: {@link Adam} whose weight decay stands apart from the gradient.
 *
 * <p>The rule is Adam's on θ ← (1 − ηλ)θ; the decay is the job's {@code weight_decay}, which is {@link Decoupled} with
 * λ = 0.01 unless the spec says otherwise. State: 2 vectors, 3 with AMSGrad. Source: Loshchilov and Hutter, "Decoupled weight decay
 * regularization", arXiv:1711.05101, in PyTorch's form.
 */
@Strategy(
        type = "adamw",
        title = "AdamW",
        description = "Adam with decoupled weight decay. A good first choice where regularization matters.",
        paper = "arXiv:1711.05101")
public record AdamW(
        @Unwrapped @Option("Adam's own options.") Adam adam) implements Optimizer {
    public AdamW() {
        this(new Adam());
    }

    @Override
    public State init(Vec parameters) {
        return adam.init(parameters);
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        return adam.step(parameters, gradient, state, context);
    }

    @Override
    public double defaultLearningRate() {
        return adam.defaultLearningRate();
    }

    @Override
    public WeightDecay defaultWeightDecay() {
        return new Decoupled();
    }

    @Override
    public Optional<String> objectionTo(WeightDecay decay) {
        return decay instanceof Coupled
                ? Optional.of("is Adam with decoupled weight decay; use adam for a coupled one")
                : Optional.empty();
    }

    @Override
    public int stateVectors() {
        return adam.stateVectors();
    }

    @Override
    public Optional<AdamMoments> moments() {
        return adam.moments();
    }

    @Override
    public boolean takesMomentum() {
        return adam.takesMomentum();
    }

    @Override
    public Map<String, Range> quantizable() {
        return adam.quantizable();
    }
}
