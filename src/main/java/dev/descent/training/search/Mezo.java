package dev.descent.training.search;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.SearchRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * MeZO: steps along one random direction, by the slope of the loss along it.
 *
 * <pre>
 *   z ~ N(0, I)
 *   c = (L(θ + εz) − L(θ − εz)) / 2ε
 *   θ ← θ − η c z
 * </pre>
 *
 * <p>Symbols: θ parameters and z direction, {@code [P]}; L the loss of the batch; c of size one; η the learning rate.
 * State: none, because z is a function of seed and step. A step asks for 2 losses and holds θ, z and one moved θ at a
 * time. The weight decay of the paper is the {@code decoupled} one, for every parameter. Source: Malladi et al.,
 * "Fine-tuning language models with just forward passes", arXiv:2305.17333, whose rates are 1e-7 to 1e-3. A step goes
 * about P times less far than one along the gradient: for models that are nearly right already, or too large for a
 * backward pass; others want a gradient.
 */
@Strategy(
        type = "mezo",
        title = "MeZO",
        description = "Steps along one random direction by the difference of two losses, in the memory of inference."
                + " Best where little is left to learn.",
        paper = "arXiv:2305.17333")
public record Mezo(
        @Option(value = "ε, how far along the direction the two losses are taken.", above = 0, max = 10)
        double epsilon) implements SearchRule {
    public Mezo {
        Options.check(Mezo.class, epsilon);
    }

    public Mezo() {
        this(1e-3);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY;
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        Vec z = context.noise().normal(context.step(), 0, parameters.size());
        Vec slope = Slope.along(z, parameters, epsilon, loss);
        return new Step(parameters.sub(z.mul(slope.mul(context.rate()))), state.next());
    }

    @Override
    public int evaluations() {
        return 2;
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public int stateVectors() {
        return 0;
    }
}
