package dev.descent.training;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A training spec that starts from the defaults, for tests. */
public final class SpecBuilder {
    private final Model model;
    private final Objective objective;
    private UpdateRule optimizer;
    private @Nullable Double learningRate;
    private @Nullable WeightDecay weightDecay;
    private Schedule schedule;
    private RateScaling rateScaling;
    private Sampler sampler;
    private BatchSchedule batchSchedule;
    private List<Transform> transforms;
    private StateFormat stateFormat;
    private Mechanism mechanism;
    private Reweighting reweighting;
    private TrainingDuration duration;
    private Evaluation evaluation;
    private Checkpoints checkpoints;
    private List<Diagnostic> diagnostics;
    private @Nullable Long logEverySteps;
    private long seed;

    public SpecBuilder(Model model, Objective objective) {
        this(new TrainingSpec(model, objective));
    }

    public SpecBuilder(TrainingSpec from) {
        model = from.model();
        objective = from.objective();
        optimizer = from.optimizer();
        learningRate = from.learningRate();
        weightDecay = from.weightDecay();
        schedule = from.schedule();
        rateScaling = from.rateScaling();
        sampler = from.sampler();
        batchSchedule = from.batchSchedule();
        transforms = from.transforms();
        stateFormat = from.stateFormat();
        mechanism = from.mechanism();
        reweighting = from.reweighting();
        duration = from.duration();
        evaluation = from.evaluation();
        checkpoints = from.checkpoints();
        diagnostics = from.diagnostics();
        logEverySteps = from.logEverySteps();
        seed = from.seed();
    }

    public SpecBuilder optimizer(UpdateRule value) {
        optimizer = value;
        return this;
    }

    public SpecBuilder learningRate(@Nullable Double value) {
        learningRate = value;
        return this;
    }

    public SpecBuilder weightDecay(@Nullable WeightDecay value) {
        weightDecay = value;
        return this;
    }

    public SpecBuilder schedule(Schedule value) {
        schedule = value;
        return this;
    }

    public SpecBuilder rateScaling(RateScaling value) {
        rateScaling = value;
        return this;
    }

    public SpecBuilder sampler(Sampler value) {
        sampler = value;
        return this;
    }

    public SpecBuilder batchSchedule(BatchSchedule value) {
        batchSchedule = value;
        return this;
    }

    public SpecBuilder transforms(Transform... values) {
        transforms = List.of(values);
        return this;
    }

    public SpecBuilder stateFormat(StateFormat value) {
        stateFormat = value;
        return this;
    }

    public SpecBuilder mechanism(Mechanism value) {
        mechanism = value;
        return this;
    }

    public SpecBuilder reweighting(Reweighting value) {
        reweighting = value;
        return this;
    }

    public SpecBuilder steps(long value) {
        duration = new TrainingDuration(null, value, null);
        return this;
    }

    public SpecBuilder duration(TrainingDuration value) {
        duration = value;
        return this;
    }

    public SpecBuilder epochs(double value) {
        duration = new TrainingDuration(value, null, null);
        return this;
    }

    public SpecBuilder evaluation(Evaluation value) {
        evaluation = value;
        return this;
    }

    public SpecBuilder checkpoints(Checkpoints value) {
        checkpoints = value;
        return this;
    }

    public SpecBuilder diagnostics(Diagnostic... values) {
        diagnostics = List.of(values);
        return this;
    }

    public SpecBuilder logEverySteps(@Nullable Long value) {
        logEverySteps = value;
        return this;
    }

    public SpecBuilder seed(long value) {
        seed = value;
        return this;
    }

    public TrainingSpec build() {
        return new TrainingSpec(
                model,
                objective,
                optimizer,
                learningRate,
                weightDecay,
                schedule,
                rateScaling,
                sampler,
                batchSchedule,
                transforms,
                stateFormat,
                mechanism,
                reweighting,
                duration,
                evaluation,
                checkpoints,
                diagnostics,
                logEverySteps,
                seed);
    }
}
