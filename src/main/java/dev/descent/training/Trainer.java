package dev.descent.training;

import dev.descent.training.Observer.Signal;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gradient descent.
 *
 * <p>One step, for parameters θ, optimizer state s and step t:
 *
 * <pre>
 *   batch   ← sampler(t)
 *   losses  ← objective(network(θ), batch)                one per example
 *   g       ← ∇ mechanism(losses, reweighting(losses))    the only door from examples to the optimizer
 *   g       ← transforms(g)
 *   θ, s    ← optimizer(θ, g, s) at the rate schedule(t), with weight decay
 * </pre>
 *
 * <p>Everything random is a function of seed and step, and everything else is in the {@link Snapshot}: a run that was
 * paused at any step ends with the same bytes as one that was not.
 */
public final class Trainer {
    private final TrainingSpec spec;
    private final Network network;
    private final Engine engine;
    private final Randomness randomness;

    /** @param spec an {@linkplain TrainingSpec#effective effective} one */
    public Trainer(TrainingSpec spec, Network network, Engine engine) {
        this.spec = spec;
        this.network = network;
        this.engine = engine;
        randomness = new Randomness(spec.seed());
    }

    /**
     * Trains from the start, or from a snapshot.
     *
     * @param validation may be empty; early stopping needs some
     * @param device as in {@link Engine#open}
     * @throws Diverged when a loss is not finite
     */
    public Outcome run(
            Examples training, Examples validation, Optional<Snapshot> from, Observer observer, String device) {
        long start = from.map(Snapshot::step).orElse(0L);
        BooleanSupplier cancelled = () -> observer.signal(start) == Signal.CANCEL;
        try (Workspace workspace = engine.open(device)) {
            return train(
                    new CancellableExamples(training, cancelled),
                    new CancellableExamples(validation, cancelled),
                    from,
                    observer,
                    workspace);
        } catch (CancellableExamples.Cancelled e) {
            return new Outcome.Cancelled(start);
        }
    }

    private Outcome train(
            Examples training, Examples validation, Optional<Snapshot> from, Observer observer, Workspace workspace) {
        Workspace.Loaded data = workspace.load(training);
        Validator validator = new Validator(network, spec.objective(), validation, workspace);
        Sampler.Sampling sampling = spec.sampler().over(training.size(), randomness);
        long steps = spec.steps(training.size());
        long evaluateEvery = spec.evaluation().interval(sampling.stepsPerEpoch());
        Run run = from.isPresent()
                ? Run.resume(from.get(), spec, workspace)
                : Run.start(spec, initialPosition(workspace));

        String reason = run.reasonToStop();
        while (run.step() < steps && reason == null) {
            Signal signal = observer.signal(run.step());
            if (signal == Signal.CANCEL) {
                return new Outcome.Cancelled(run.step());
            }
            if (signal == Signal.PAUSE) {
                return new Outcome.Paused(run.snapshot(workspace));
            }
            if (signal == Signal.FINISH) {
                reason = "ended after " + run.step() + " of " + steps + " steps";
                break;
            }

            long t = run.step();
            double rate = schedule(t, steps);
            boolean report = run.isReportDue(steps);
            Descent descent = descend(run.position(), data.batch(sampling.rows(t)), t, rate, workspace);
            run.advance(descent.position(), descent.loss(), workspace);
            if (report) {
                double norm = descent.gradient().norm().value();
                observer.metrics(t + 1, epoch(t + 1, sampling), run.report(rate, norm, workspace));
            }
            if ((t + 1) % evaluateEvery == 0 || t + 1 == steps) {
                if (!evaluate(run, validator, validation, sampling, observer)) {
                    return new Outcome.Cancelled(run.step());
                }
                reason = run.reasonToStop();
            }
            workspace.keepOnly(run.vectors());
            if (isCheckpointDue(t + 1, steps)) {
                observer.checkpoint(run.snapshot(workspace));
            }
        }
        if (!run.isEvaluated() && !evaluate(run, validator, validation, sampling, observer)) {
            return new Outcome.Cancelled(run.step());
        }
        return run.trained(reason, workspace);
    }

    private Position initialPosition(Workspace workspace) {
        Vec parameters = workspace.vec(network.initialParameters(randomness));
        float[] buffers = network.initialBuffers();
        return new Position(
                parameters,
                workspace.vec(buffers.length == 0 ? new float[1] : buffers),
                spec.optimizer().init(parameters));
    }

    /** One step of the algorithm. */
    private Descent descend(Position at, Batch batch, long step, double rate, Workspace workspace) {
        Recorded recorded = workspace.record(at.parameters(), () -> {
            Network.Forward forward =
                    network.forward(at.parameters(), at.buffers(), batch, new Network.Training(randomness, step));
            Vec losses = spec.objective().losses(forward.outputs(), batch.targets());
            Vec loss = spec.mechanism().loss(losses, spec.reweighting().weights(losses, step));
            return new Recorded(loss, forward.buffers());
        });
        Vec gradient = workspace.gradient(recorded.loss(), at.parameters());

        Vec direction = gradient;
        for (GradientTransform transform : spec.transforms()) {
            direction = transform.apply(direction);
        }
        WeightDecay decay = weightDecay();
        Optimizer.Step next = spec.optimizer()
                .step(
                        decay.parameters(at.parameters(), rate),
                        decay.gradient(direction, at.parameters()),
                        at.state(),
                        new StepContext(rate, network.parameters()));
        return new Descent(
                new Position(next.parameters(), recorded.buffers(), next.state()), recorded.loss(), gradient);
    }

    private record Recorded(Vec loss, Vec buffers) {}

    /** @param gradient before transforms and decay */
    private record Descent(Position position, Vec loss, Vec gradient) {}

    /** Whether training may go on: not when it was cancelled meanwhile. */
    private boolean evaluate(
            Run run, Validator validator, Examples validation, Sampler.Sampling sampling, Observer observer) {
        if (validation.size() == 0) {
            return true;
        }
        var metrics =
                validator.metrics(run.position(), run.vectors(), () -> observer.signal(run.step()) == Signal.CANCEL);
        if (metrics.isEmpty()) {
            return false;
        }
        observer.metrics(run.step(), epoch(run.step(), sampling), metrics.get());
        run.evaluated(metrics.get());
        return true;
    }

    private double schedule(long step, long steps) {
        Double base = spec.learningRate();
        return spec.schedule().rate(step, steps, base == null ? spec.optimizer().defaultLearningRate() : base);
    }

    private WeightDecay weightDecay() {
        @Nullable WeightDecay decay = spec.weightDecay();
        return decay == null ? spec.optimizer().defaultWeightDecay() : decay;
    }

    private boolean isCheckpointDue(long step, long steps) {
        Long every = spec.checkpoints().everySteps();
        return every != null && step % every == 0 && step < steps;
    }

    private static double epoch(long step, Sampler.Sampling sampling) {
        return (double) step / sampling.stepsPerEpoch();
    }
}
