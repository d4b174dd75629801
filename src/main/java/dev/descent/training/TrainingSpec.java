package dev.descent.training;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Violation;
import dev.descent.training.batches.FixedBatch;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.reweighting.Uniform;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.scaling.NoScaling;
import dev.descent.training.schedules.Constant;
import dev.descent.training.states.FullPrecision;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that determines a training run, together with the data.
 *
 * <p>Where a default depends on other options it is null here and filled in by {@link #effective}.
 */
public record TrainingSpec(
        @Option("The network to train.") Model model,
        @Option("What to minimize.") Objective objective,
        @Option("The update rule.") UpdateRule optimizer,

        @Option(
                value = "The learning rate η before the schedule. Null: the optimizer's own default.",
                above = 0,
                max = 1000)
        @Nullable
        Double learningRate,

        @Option("How parameters are pulled towards zero. Null: the optimizer's own default.") @Nullable
        WeightDecay weightDecay,

        @Option("The learning rate as a function of the step.")
        Schedule schedule,

        @Option("How the learning rate follows the batch size.")
        RateScaling rateScaling,

        @Option("Which examples make up each batch.") Sampler sampler,

        @Option("How the batch size changes while training goes on.")
        BatchSchedule batchSchedule,

        @Option(
                value = "What is done to the gradient before the update rule and to the parameters after it, in order.",
                maxSize = 16)
        List<Transform> transforms,

        @Option("How the state of the update rule is kept.") StateFormat stateFormat,

        @Option("How losses of examples become one gradient.")
        Mechanism mechanism,

        @Option("How much each example counts.") Reweighting reweighting,
        @Option("How long to train.") TrainingDuration duration,
        @Option("How the model is judged while it trains.") Evaluation evaluation,
        @Option("When the whole state is kept.") Checkpoints checkpoints,

        @Option(value = "What to find out beside the model.", maxSize = 16)
        List<Diagnostic> diagnostics,

        @Option(
                value = "Steps from one metrics event to the next; their losses are averaged. "
                        + "Null: as often as gives at most 1,000 events.",
                min = 1,
                max = 1e9)
        @Nullable
        Long logEverySteps,

        @Option("Every random choice is a function of it.") long seed) {
    private static final long MOST_EVENTS = 1000;

    public TrainingSpec {
        Options.check(
                TrainingSpec.class,
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
        transforms = List.copyOf(transforms);
        diagnostics = List.copyOf(diagnostics);
        List<Violation> conflicts = Combination.faults(
                model,
                optimizer,
                weightDecay,
                schedule,
                sampler,
                batchSchedule,
                transforms,
                mechanism,
                objective,
                reweighting,
                stateFormat,
                evaluation,
                diagnostics);
        if (!conflicts.isEmpty()) {
            throw new InvalidOptions(conflicts);
        }
    }

    public TrainingSpec(Model model, Objective objective) {
        this(
                model,
                objective,
                new Adam(),
                null,
                null,
                new Constant(),
                new NoScaling(),
                new Shuffle(),
                new FixedBatch(),
                List.of(),
                new FullPrecision(),
                new Plain(),
                new Uniform(),
                new TrainingDuration(),
                new Evaluation(),
                new Checkpoints(),
                List.of(),
                null,
                0);
    }

    /**
     * This spec with every default filled in.
     *
     * @param examples how many examples are trained on
     * @throws InvalidOptions if the run would be longer than the sampler has batches, or the mechanism cannot keep what it
     *     promises
     */
    public TrainingSpec effective(int examples) {
        if (isOnePass() && steps(examples) > stepsPerEpoch(examples)) {
            throw new InvalidOptions(
                    "/duration",
                    "out_of_bounds",
                    "is " + steps(examples) + " steps, but the sampler makes one pass over the " + examples
                            + " rows that are trained on, which has " + stepsPerEpoch(examples)
                            + " steps of batch_size " + sampler.batchSize());
        }
        long fewest = Math.max(1, (steps(examples) + MOST_EVENTS - 1) / MOST_EVENTS);
        return new TrainingSpecChange(this)
                .mechanism(effectiveMechanism(steps(examples)))
                .learningRate(baseRate())
                .weightDecay(decay())
                .duration(length())
                .evaluation(evaluation.effective(steps(examples), stepsPerEpoch(examples)))
                .logEverySteps(logEverySteps == null ? fewest : logEverySteps)
                .made();
    }

    private Mechanism effectiveMechanism(long steps) {
        if (!(mechanism instanceof PrivateMechanism unfinished)) {
            return mechanism;
        }
        try {
            return unfinished.effective(sampler.batchLaw(), steps);
        } catch (InvalidOptions e) {
            throw e.under("/mechanism");
        }
    }

    private boolean isOnePass() {
        return sampler.batchLaw() instanceof PrivateMechanism.Partitioned;
    }

    private TrainingDuration length() {
        return isOnePass() ? duration.effective(1) : duration.effective();
    }

    /** Whether the mechanism is private. */
    public boolean isPrivate() {
        return mechanism instanceof PrivateMechanism;
    }

    /**
     * What a run by this spec, which is an effective one, gives away of its data; empty if nothing protects them.
     *
     * @param examples how many examples are trained on
     */
    public Optional<PrivacyCost> privacy(int examples) {
        if (!(mechanism instanceof PrivateMechanism privately)) {
            return Optional.empty();
        }
        long steps = steps(examples);
        return Optional.of(new PrivacyCost(
                privately.event(sampler.batchLaw()), steps, privately.stepsPerEvent(steps), privately.delta()));
    }

    /** What speaks against training this network, with pointers into this spec. */
    public List<Violation> objectionsTo(Network network) {
        return new Objections(this).to(network);
    }

    /** What speaks against training on examples of this signature, with pointers into this spec. */
    public List<Violation> objectionsTo(Signature signature) {
        return new Objections(this).to(signature);
    }

    /** What speaks against training on these examples, with pointers into this spec. */
    public List<Violation> objectionsTo(TrainingSet set) {
        return new Objections(this).to(set);
    }

    /** The scores that compare the training examples with those of another data set. */
    public List<TargetedScore> targetedScores() {
        return diagnostics.stream()
                .filter(TargetedScore.class::isInstance)
                .map(TargetedScore.class::cast)
                .toList();
    }

    /** How many networks diagnostics train beside the model. */
    public int furtherNetworks() {
        return diagnostics.stream()
                .mapToInt(diagnostic -> diagnostic instanceof ExampleScore score ? score.folds() : 0)
                .distinct()
                .sum();
    }

    /** Columns whose numbers say how examples are drawn or weighed, and are for no network to see. */
    public List<String> numberColumns() {
        return Stream.of(sampler.numberColumns(), reweighting.numberColumns())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Earlier jobs whose scores of the examples this spec needs. */
    public List<String> sourceJobs() {
        return sampler.sourceJobs();
    }

    /** How many examples an epoch draws of so many. */
    public int examplesPerEpoch(int examples) {
        return sampler.examplesPerEpoch(examples);
    }

    /** The same spec with another schedule. */
    public TrainingSpec with(Schedule other) {
        return new TrainingSpecChange(this).schedule(other).made();
    }

    /** The same training, at which other things are found out. */
    public TrainingSpec with(List<Diagnostic> others) {
        return new TrainingSpecChange(this).diagnostics(others).made();
    }

    /** T: how many optimizer steps a run over this many examples takes. */
    public long steps(int examples) {
        return length().steps(stepsPerEpoch(examples));
    }

    /** How many steps of the first batch size go once over this many examples. */
    public long stepsPerEpoch(int examples) {
        return sampler.stepsPerEpoch(examples, sampler.batchSize());
    }

    /** The learning rate of this spec, or the update rule's own. */
    double baseRate() {
        return learningRate == null ? optimizer.defaultLearningRate() : learningRate;
    }

    /** The weight decay of this spec, or the update rule's own. */
    WeightDecay decay() {
        return weightDecay == null ? optimizer.defaultWeightDecay() : weightDecay;
    }
}
