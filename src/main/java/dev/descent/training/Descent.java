package dev.descent.training;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One step of the algorithm, for each kind of update rule. */
final class Descent {
    private static final int NO_USER = 0;

    private final TrainingSpec spec;
    private final Network network;
    private final Randomness randomness;
    private final Workspace workspace;
    private final Examples examples;
    private final AugmentedExamples augmented;
    private final ExampleOutputs outputs;
    private final Weighting weighting;
    private final PrivateStep privateStep;
    private final TransformChain transforms;
    private final WeightDecay decay;

    /** @param noise of a private mechanism */
    Descent(
            TrainingSpec spec,
            Network network,
            Randomness randomness,
            Workspace workspace,
            Workspace.Loaded data,
            Examples examples,
            Weighting weighting,
            NoiseAhead noise) {
        this.spec = spec;
        this.network = network;
        this.randomness = randomness;
        this.workspace = workspace;
        augmented = new AugmentedExamples(data, spec.sampler().augmentations(), randomness, workspace);
        outputs = new ExampleOutputs(
                network, data, workspace, examples.signature().outputs());
        this.examples = examples;
        this.weighting = weighting;
        privateStep = new PrivateStep(spec, network, randomness, workspace, noise);
        transforms = new TransformChain(spec.transforms());
        decay = spec.decay();
    }

    /**
     * What a step is taken with.
     *
     * @param progress the part of the run that is behind
     * @param measure whether the batch schedule or a diagnostic wants to know how the gradients of the examples differ
     */
    record Input(long step, double progress, Sampler.Draw draw, double rate, OptionalDouble momentum, boolean measure) {
        int[] rows() {
            return draw.rows();
        }

        /** The same at another learning rate. */
        Input at(double other) {
            return new Input(step, progress, draw, other, momentum, measure);
        }
    }

    /**
     * @param loss the mean loss of the batch before the step, of size one; empty where nobody may see it
     * @param gradient before transforms and decay; empty where none is built
     * @param pass what went through the network; empty where it went more than once, or nobody may see it
     */
    record Taken(
            Position position,
            Optional<Vec> loss,
            Optional<Vec> gradient,
            Optional<GradientStatistics> statistics,
            Optional<BatchLoss.Pass> pass) {}

    Position start() {
        Vec parameters = workspace.vec(network.initialParameters(randomness));
        float[] buffers = network.initialBuffers();
        UpdateRule rule = spec.optimizer();
        return new Position(
                parameters,
                workspace.vec(buffers.length == 0 ? new float[1] : buffers),
                spec.stateFormat().pack(rule.init(parameters), rule, network.parameters(), workspace::vec),
                transforms.init(parameters),
                spec.mechanism() instanceof PrivateMechanism mechanism ? mechanism.init(parameters) : State.EMPTY);
    }

    Taken step(Position at, Input input) {
        UpdateRule rule = spec.optimizer();
        BatchLoss loss = loss(at, input);
        if (rule instanceof SearchRule search) {
            UpdateRule.Step next = search.step(at.parameters(), loss.evaluating(), at.state(), context(input));
            return moved(at, decayed(next, at, input), loss.meanValue(), at.buffers(), input);
        }
        if (rule instanceof ClosureRule closure) {
            UpdateRule.Step next = closure.step(at.parameters(), loss, at.state(), context(input));
            return moved(at, next, loss.firstValue(), loss.buffers(), input);
        }
        return byGradient(at, loss, input);
    }

    /** Search rules decay beside their step, because the loss is to be judged at θ itself. */
    private UpdateRule.Step decayed(UpdateRule.Step next, Position at, Input input) {
        if (decay.decoupledRate() == 0) {
            return next;
        }
        Vec pull = decay.parameters(at.parameters(), input.rate()).sub(at.parameters());
        return new UpdateRule.Step(next.parameters().add(pull), next.state());
    }

    private Taken moved(Position at, UpdateRule.Step next, Vec loss, Vec buffers, Input input) {
        return new Taken(
                after(at.transforms(), next, buffers, State.EMPTY, input),
                Optional.of(loss),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Taken byGradient(Position at, BatchLoss loss, Input input) {
        return spec.mechanism() instanceof PrivateMechanism mechanism
                ? privately(mechanism, at, input)
                : openly((LossMechanism) spec.mechanism(), at, loss, input);
    }

    private Taken privately(PrivateMechanism mechanism, Position at, Input input) {
        PrivateStep.Seen seen = privateStep.see(
                mechanism,
                at,
                input,
                (from, to) -> loss(at, input, new Sampler.Draw(Arrays.copyOfRange(input.rows(), from, to)), from));
        PrivateMechanism.Release release = seen.release();
        TransformChain.Applied transformed = transformed(release.gradient(), at.transforms(), input);
        UpdateRule.Step next = updated(at, transformed.vector(), input, Optional.of(release.variance()));
        return new Taken(
                after(transformed.states(), next, at.buffers(), release.state(), input),
                seen.loss(),
                Optional.of(release.gradient()),
                Optional.empty(),
                Optional.empty());
    }

    private Taken openly(LossMechanism mechanism, Position at, BatchLoss loss, Input input) {
        Recorded recorded = workspace.record(at.parameters(), () -> {
            BatchLoss.Pass pass = loss.pass(at.parameters());
            Vec parts = mechanism.parts(pass.losses(), pass.weights());
            return new Recorded(pass, parts, parts.size() == 1 ? parts : pass.mean());
        });
        Optional<GradientStatistics> statistics = input.measure()
                ? Optional.of(workspace.statistics(
                        recorded.pass().losses(), at.parameters(), Segments.tensors(network.parameters())))
                : Optional.empty();
        int parts = Math.toIntExact(recorded.parts().size());
        Vec gradient = mechanism.combine(
                parts == 1
                        ? workspace.gradient(recorded.parts(), at.parameters())
                        : workspace.jacobian(recorded.parts(), at.parameters()),
                parts);
        TransformChain.Applied transformed = transformed(gradient, at.transforms(), input);
        UpdateRule.Step next = updated(at, transformed.vector(), input, Optional.empty());
        return new Taken(
                after(transformed.states(), next, recorded.pass().buffers(), State.EMPTY, input),
                Optional.of(recorded.loss()),
                Optional.of(gradient),
                statistics,
                Optional.of(recorded.pass()));
    }

    private record Recorded(BatchLoss.Pass pass, Vec parts, Vec loss) {}

    private TransformChain.Applied transformed(Vec gradient, List<State> before, Input input) {
        return transforms.toGradient(gradient, before, i -> context(input, Purpose.TRANSFORM, i));
    }

    private UpdateRule.Step updated(Position at, Vec direction, Input input, Optional<Vec> variance) {
        if (spec.optimizer() instanceof Optimizer optimizer) {
            return workspace.fused(lazy -> updated(
                    lazy.apply(at.parameters()),
                    lazy.apply(direction),
                    at.state().map(lazy),
                    input,
                    (start, gradient, state) -> optimizer.step(
                            start,
                            gradient,
                            state,
                            variance.map(vec -> context(input).with(lazy.apply(vec)))
                                    .orElseGet(() -> context(input)))));
        }
        // This rule goes back to the network in the middle of its step, which needs vectors that are there.
        CurvatureRule rule = (CurvatureRule) spec.optimizer();
        return updated(
                at.parameters(),
                direction,
                at.state(),
                input,
                (start, gradient, state) -> rule.step(start, gradient, curvature(at, input), state, context(input)));
    }

    private interface Rule {
        UpdateRule.Step step(Vec start, Vec gradient, State state);
    }

    private UpdateRule.Step updated(Vec parameters, Vec direction, State packed, Input input, Rule step) {
        UpdateRule rule = spec.optimizer();
        StateFormat format = spec.stateFormat();
        State state = format.unpack(packed, rule, network.parameters(), workspace::vec);
        Vec gradient = decay.gradient(direction, parameters);
        boolean decaysItself = rule instanceof Optimizer optimizer && optimizer.decaysItself();
        Vec start = decaysItself ? parameters : decay.parameters(parameters, input.rate());
        UpdateRule.Step next = step.step(start, gradient, state);
        return new UpdateRule.Step(
                next.parameters(), format.pack(next.state(), rule, network.parameters(), workspace::vec));
    }

    /** How the loss of this batch bends at θ. */
    CurvatureRule.Curvature curvature(Position at, Input input) {
        return new BatchCurvature(
                loss(at, input),
                at.parameters(),
                spec.objective(),
                gradient -> transformed(gradient, at.transforms(), input).vector(),
                randomness,
                input.step(),
                workspace);
    }

    private Position after(List<State> states, UpdateRule.Step next, Vec buffers, State mechanism, Input input) {
        TransformChain.Applied applied =
                transforms.toParameters(next.parameters(), states, i -> context(input, Purpose.TRANSFORM, i));
        return new Position(applied.vector(), buffers, next.state(), applied.states(), mechanism);
    }

    /** The parameters that are judged and exported: an average, where a transform makes one. */
    Position averaged(Position position) {
        return new Position(
                transforms.averaged(position.parameters(), position.transforms()),
                position.buffers(),
                position.state(),
                position.transforms(),
                position.mechanism());
    }

    private BatchLoss loss(Position at, Input input) {
        return loss(at, input, input.draw(), 0);
    }

    /** @param first the place in the batch of the step at which these examples begin */
    private BatchLoss loss(Position at, Input input, Sampler.Draw draw, int first) {
        return new BatchLoss(
                spec,
                network,
                randomness,
                workspace,
                () -> augmented.batch(draw, input.step(), first),
                draw.rows().length,
                new BatchWeights(weighting, draw, input.step(), input.progress(), workspace),
                at.buffers(),
                input.step());
    }

    /** How far the gradients of examples reach at a position. */
    Sampler.GradientNorms norms(Position at) {
        return new OutputNorms(outputs, spec.objective(), examples, at);
    }

    private StepContext context(Input input) {
        return context(input, Purpose.UPDATE, NO_USER);
    }

    StepContext context(Input input, Purpose purpose, int user) {
        Noise noise = new AddressedNoise(workspace, randomness, purpose, user);
        return new StepContext(
                input.step(),
                input.progress(),
                input.rate(),
                input.momentum(),
                decay.decoupledRate(),
                examples.size(),
                network.parameters(),
                noise);
    }
}
