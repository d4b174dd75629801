package dev.descent.training;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A spec that differs from another in a few options. */
final class TrainingSpecChange {
    private final TrainingSpec from;
    private Mechanism mechanism;
    private @Nullable Double learningRate;
    private @Nullable WeightDecay weightDecay;
    private Schedule schedule;
    private TrainingDuration duration;
    private Evaluation evaluation;
    private List<Diagnostic> diagnostics;
    private @Nullable Long logEverySteps;

    TrainingSpecChange(TrainingSpec from) {
        this.from = from;
        mechanism = from.mechanism();
        learningRate = from.learningRate();
        weightDecay = from.weightDecay();
        schedule = from.schedule();
        duration = from.duration();
        evaluation = from.evaluation();
        diagnostics = from.diagnostics();
        logEverySteps = from.logEverySteps();
    }

    TrainingSpecChange mechanism(Mechanism other) {
        mechanism = other;
        return this;
    }

    TrainingSpecChange learningRate(double other) {
        learningRate = other;
        return this;
    }

    TrainingSpecChange weightDecay(WeightDecay other) {
        weightDecay = other;
        return this;
    }

    TrainingSpecChange schedule(Schedule other) {
        schedule = other;
        return this;
    }

    TrainingSpecChange duration(TrainingDuration other) {
        duration = other;
        return this;
    }

    TrainingSpecChange evaluation(Evaluation other) {
        evaluation = other;
        return this;
    }

    TrainingSpecChange diagnostics(List<Diagnostic> other) {
        diagnostics = other;
        return this;
    }

    TrainingSpecChange logEverySteps(long other) {
        logEverySteps = other;
        return this;
    }

    TrainingSpec made() {
        return new TrainingSpec(
                from.model(),
                from.objective(),
                from.optimizer(),
                learningRate,
                weightDecay,
                schedule,
                from.rateScaling(),
                from.sampler(),
                from.batchSchedule(),
                from.transforms(),
                from.stateFormat(),
                mechanism,
                from.reweighting(),
                duration,
                evaluation,
                from.checkpoints(),
                diagnostics,
                logEverySteps,
                from.seed());
    }
}
