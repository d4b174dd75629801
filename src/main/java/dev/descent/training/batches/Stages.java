package dev.descent.training.batches;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.BatchSchedule;
import java.util.List;
import java.util.Optional;

/**
 * Batch sizes that begin at given times: the sampler's own before the first of them.
 *
 * <p>Where the duration is given in epochs, a time is counted in steps of the sampler's own batch size, so that a fraction
 * is one of the examples to be seen. Sizes never fall. Source: Smith et al., "Don't decay the learning rate, increase the
 * batch size", arXiv:1711.00489, where batches grow when the rate would have been cut.
 */
@Strategy(
        type = "stages",
        title = "Batch sizes in stages",
        description = "Larger batches from given times on, where a smaller learning rate would otherwise be used.",
        paper = "arXiv:1711.00489")
public record Stages(
        @Option(
                value = "Batch sizes in order of their beginnings; no smaller than the one before.",
                minSize = 1,
                maxSize = 100)
        List<BatchStage> stages)
        implements BatchSchedule {
    public Stages {
        Options.check(Stages.class, stages);
        stages = List.copyOf(stages);
        for (int i = 1; i < stages.size(); i++) {
            check(stages.get(i - 1), stages.get(i), "/stages/" + i);
        }
    }

    private static void check(BatchStage before, BatchStage stage, String pointer) {
        if (stage.isIncomparableTo(before)) {
            throw new InvalidOptions(
                    pointer, "conflict", "give all beginnings as fractions or all as steps, not some as either");
        }
        if (stage.begin() <= before.begin()) {
            throw new InvalidOptions(pointer, "conflict", "must begin later than the stage before");
        }
        if (stage.size() < before.size()) {
            throw new InvalidOptions(
                    pointer + "/size",
                    "conflict",
                    "must not be smaller than the " + before.size() + " before but is " + stage.size());
        }
    }

    public Stages() {
        this(List.of(new BatchStage(0.5, null, 256), new BatchStage(0.75, null, 1024)));
    }

    @Override
    public int size(long step, long steps, int current, int base) {
        int size = base;
        for (BatchStage stage : stages) {
            size = stage.hasBegun(step, steps) ? stage.size() : size;
        }
        return size;
    }

    @Override
    public Optional<String> objectionTo(int base) {
        int first = stages.get(0).size();
        return first < base
                ? Optional.of("goes on with batches of " + first + ", but the sampler's are of " + base)
                : Optional.empty();
    }

    @Override
    public int largest(int base) {
        return stages.get(stages.size() - 1).size();
    }
}
