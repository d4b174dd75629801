package dev.descent.training;

import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Randomness.Purpose;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a run is and what each of its steps is taken with: batch size, learning rate, evaluations.
 *
 * <p>Where the batch size changes and the duration is given in epochs, time is measured by the examples seen: schedules
 * and evaluations then come when they would have come at the first batch size, and there are fewer steps.
 */
final class Course {
    private static final int NO_USER = 0;

    private final TrainingSpec spec;
    private final int examples;
    private final long steps;
    private final long evaluateEvery;
    private final boolean diagnosesGradients;
    private final OptionalLong lastExample;

    Course(TrainingSpec spec, int examples) {
        this.spec = spec;
        this.examples = examples;
        steps = spec.steps(examples);
        evaluateEvery = spec.evaluation().interval(spec.stepsPerEpoch(examples));
        diagnosesGradients = spec.diagnostics().stream().anyMatch(GradientDiagnostic.class::isInstance);
        lastExample = spec.batchSchedule().isFixed()
                ? OptionalLong.empty()
                : spec.duration().examples(spec.examplesPerEpoch(examples));
    }

    /** T: the number of steps, or the greatest that it can be. */
    long steps() {
        return steps;
    }

    boolean isOver(Run run) {
        return isOver(run.step(), run.progress());
    }

    /** Whether the step after which the progress is {@code after} is the last. */
    boolean isLast(Run run, Progress after) {
        return isOver(run.step() + 1, after);
    }

    private boolean isOver(long step, Progress progress) {
        return step >= steps || lastExample.isPresent() && progress.examples() >= lastExample.getAsLong();
    }

    /**
     * What a step begins with.
     *
     * @param before the progress with the batch size of the step, and with what a schedule measured before it
     */
    record Next(Progress before, Descent.Input input) {}

    /** The step that comes next; what a schedule measures before it, it measures on the batch of the step. */
    Next next(Run run, Descent descent, Sampler.Sampling sampling) {
        Progress sized = run.progress()
                .sized(spec.batchSchedule()
                        .size(
                                time(run.step(), run.progress()),
                                steps,
                                run.progress().batchSize(),
                                spec.sampler().batchSize()));
        Descent.Input input = input(run, sized, descent, sampling);
        if (spec.schedule() instanceof MeasuredSchedule schedule && schedule.measures(run.step())) {
            Progress reacted = sized.reacted(schedule.measured(
                    sized.reaction(),
                    descent.curvature(run.position(), input),
                    spec.baseRate(),
                    descent.context(input, Purpose.CURVATURE, NO_USER)));
            return new Next(reacted, input.at(rate(time(run.step(), reacted), reacted)));
        }
        return new Next(sized, input);
    }

    private Descent.Input input(Run run, Progress progress, Descent descent, Sampler.Sampling sampling) {
        long t = time(run.step(), progress);
        double behind = (double) t / steps;
        Sampler.Draw draw = sampling.draw(new Sampler.Turn(
                run.step(),
                progress.examples(),
                progress.batchSize(),
                behind,
                descent.norms(run.position()),
                run.seen()));
        return new Descent.Input(
                run.step(),
                behind,
                draw,
                rate(t, progress),
                spec.schedule().momentum(t, steps),
                spec.batchSchedule().measures(run.step(), progress.batchSize())
                        || diagnosesGradients && run.isReportDue(steps));
    }

    /**
     * The progress after a step on so many rows; of a private batch, whose size nobody may know, as many count as were
     * expected.
     */
    Progress end(Progress before, int rows, Optional<GradientStatistics> statistics) {
        Progress after = before.past(
                spec.mechanism() instanceof PrivateMechanism ? spec.sampler().batchSize() : rows);
        return statistics
                .filter(seen -> spec.batchSchedule().isMeasuring())
                .map(seen -> after.sized(spec.batchSchedule().grown(after.batchSize(), seen)))
                .orElse(after);
    }

    /** Whether the run, which was at {@code before} a step ago, is to be evaluated. */
    boolean isEvaluationDue(Progress before, Run run) {
        long then = time(run.step() - 1, before);
        long now = time(run.step(), run.progress());
        return now / evaluateEvery > then / evaluateEvery || isOver(run);
    }

    /** Passes over the data, as a fraction. */
    double epoch(Run run) {
        return spec.batchSchedule().isFixed()
                ? (double) run.step() / spec.stepsPerEpoch(examples)
                : (double) run.progress().examples() / spec.examplesPerEpoch(examples);
    }

    /** The part of the run that is behind, on [0, 1]. */
    double progress(Run run) {
        return (double) time(run.step(), run.progress()) / steps;
    }

    /** The learning rate of the step that comes next; after the last that of the last. */
    double rate(Run run) {
        return rate(Math.min(time(run.step(), run.progress()), steps - 1), run.progress());
    }

    private double rate(long t, Progress progress) {
        return spec.schedule().rate(t, steps, spec.baseRate())
                * progress.reaction().factor()
                * spec.rateScaling().factor(progress.batchSize());
    }

    /** Steps taken, in steps of the first batch size. */
    private long time(long step, Progress progress) {
        return lastExample.isPresent() ? (long) ((double) progress.examples() / lastExample.getAsLong() * steps) : step;
    }
}
