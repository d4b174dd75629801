package dev.descent.training;

import dev.descent.training.Observer.Signal;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

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
 * <p>Rules that ask for more than one gradient, or for none, replace the last three lines: see {@link Descent}.
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

    /** {@link #run(TrainingData, Optional, Observer, String, Optional) Trains} where nothing is secret. */
    public Outcome run(
            Examples training, Examples validation, Optional<Snapshot> from, Observer observer, String device) {
        return run(training, validation, from, observer, device, Optional.empty());
    }

    /** The same on examples of which nothing is known but what the network is given. */
    public Outcome run(
            Examples training,
            Examples validation,
            Optional<Snapshot> from,
            Observer observer,
            String device,
            Optional<SecretRandomness> secret) {
        return run(TrainingData.of(training, validation), from, observer, device, secret);
    }

    /**
     * Trains from the start, or from a snapshot.
     *
     * @param device as in {@link Engine#open}
     * @param secret where the noise of a private mechanism comes from; needed if the mechanism is private
     * @throws Diverged when a loss is not finite
     */
    public Outcome run(
            TrainingData data,
            Optional<Snapshot> from,
            Observer observer,
            String device,
            Optional<SecretRandomness> secret) {
        long start = from.map(Snapshot::step).orElse(0L);
        BooleanSupplier cancelled = () -> observer.signal(start) == Signal.CANCEL;
        try (Workspace workspace = engine.open(device);
                NoiseAhead noise = new NoiseAhead(workspace, secret)) {
            return train(
                    data.map(examples -> new CancellableExamples(examples, cancelled)),
                    from,
                    observer,
                    workspace,
                    device,
                    secret,
                    noise);
        } catch (CancellableExamples.Cancelled e) {
            return new Outcome.Cancelled(start);
        }
    }

    private Outcome train(
            TrainingData data,
            Optional<Snapshot> from,
            Observer observer,
            Workspace workspace,
            String device,
            Optional<SecretRandomness> secret,
            NoiseAhead noise) {
        Examples training = data.training();
        Examples validation = data.validation();
        LoadedData loaded = LoadedData.of(data, workspace);
        Validator validator = new Validator(network, spec.objective(), validation, workspace);
        Weighting weighting = spec.reweighting().over(data.set());
        Descent descent =
                new Descent(spec, network, randomness, workspace, loaded.training(), training, weighting, noise);
        Sampler.Sampling sampling = spec.sampler().over(data.set(), randomness, secret);
        ExampleScores scores =
                new ExampleScores(spec, training, from.map(Snapshot::vectors).orElse(Map.of()));
        Course course = new Course(spec, training.size());
        long steps = course.steps();
        ExamplePasses passes =
                new ExamplePasses(spec, network, engine, device, data, workspace, loaded, scores, observer);
        Run run = from.isPresent() ? Run.resume(from.get(), spec, workspace) : Run.start(spec, descent.start());
        try {
            String reason = run.reasonToStop();
            while (!course.isOver(run) && reason == null) {
                Signal signal = observer.signal(run.step());
                if (signal == Signal.CANCEL) {
                    return new Outcome.Cancelled(run.step());
                }
                if (signal == Signal.PAUSE) {
                    return new Outcome.Paused(run.snapshot(scores, workspace));
                }
                if (signal == Signal.FINISH) {
                    reason = "ended after " + run.step() + " of " + steps + " steps";
                    break;
                }
                passes.before(run, course, sampling);
                long t = run.step();
                if (spec.mechanism() instanceof PrivateMechanism) {
                    observer.charge(t);
                }
                Course.Next next = course.next(run, descent, sampling);
                Progress before = next.before();
                Descent.Input input = next.input();
                Descent.Taken taken = descent.step(run.position(), input);
                int size = input.rows().length;
                Progress after = course.end(before, size, taken.statistics());
                taken.pass().ifPresent(pass -> scores.saw(pass, input, course.epoch(run)));
                boolean report = run.isReportDue(steps) || course.isLast(run, after);
                run.advance(taken.position(), after, taken.loss(), workspace);
                if (report) {
                    OptionalDouble norm = taken.gradient().isPresent()
                            ? OptionalDouble.of(taken.gradient().get().norm().value())
                            : OptionalDouble.empty();
                    observer.metrics(
                            t + 1,
                            course.epoch(run),
                            run.report(input.rate(), norm, size, StepMetrics.of(taken, spec.diagnostics()), workspace));
                }
                if (course.isEvaluationDue(before, run)) {
                    if (!evaluate(run, descent, validator, validation, course, observer)) {
                        return new Outcome.Cancelled(run.step());
                    }
                    reason = run.reasonToStop();
                }
                workspace.keepOnly(run.vectors());
                if (isCheckpointDue(t + 1) && !course.isOver(run)) {
                    observer.checkpoint(run.snapshot(scores, workspace));
                }
            }
            if (!run.isEvaluated() && !evaluate(run, descent, validator, validation, course, observer)) {
                return new Outcome.Cancelled(run.step());
            }
            passes.after(run, course);
            Position kept = run.kept(descent.averaged(run.position()));
            return run.trained(kept, passes.columns(run, kept), reason, workspace);
        } catch (Interrupted e) {
            return e.isCancelled()
                    ? new Outcome.Cancelled(run.step())
                    : new Outcome.Paused(run.snapshot(scores, workspace));
        }
    }

    /** Whether training may go on: not when it was cancelled meanwhile. */
    private boolean evaluate(
            Run run, Descent descent, Validator validator, Examples validation, Course course, Observer observer) {
        Disclosure disclosure = Disclosure.of(spec.mechanism());
        if (validation.size() == 0 || !disclosure.showsData()) {
            return true;
        }
        Position judged = descent.averaged(run.position());
        List<Vec> kept = new ArrayList<>(run.vectors());
        kept.add(judged.parameters());
        var metrics = validator.metrics(judged, kept, () -> observer.signal(run.step()) == Signal.CANCEL);
        if (metrics.isEmpty()) {
            return false;
        }
        Map<String, Double> named = disclosure.named(metrics.get());
        observer.metrics(run.step(), course.epoch(run), named);
        run.evaluated(named, judged);
        return true;
    }

    private boolean isCheckpointDue(long step) {
        Long every = spec.checkpoints().everySteps();
        return every != null && step % every == 0;
    }
}
