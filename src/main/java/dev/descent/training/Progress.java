package dev.descent.training;

import java.util.Map;

/**
 * How far a run has come through the data, and what it made of what it saw there.
 *
 * @param examples how many examples have been trained on, repetitions included
 * @param batchSize of the last step; the sampler's own before the first
 * @param reaction of the schedule
 */
record Progress(long examples, int batchSize, Schedule.Reaction reaction) {
    static Progress start(TrainingSpec spec) {
        return new Progress(0, spec.sampler().batchSize(), Schedule.Reaction.NONE);
    }

    static Progress of(Snapshot from) {
        return new Progress(
                Long.parseLong(from.number("progress.examples")),
                Integer.parseInt(from.number("progress.batch_size")),
                new Schedule.Reaction(
                        Double.parseDouble(from.number("progress.rate_factor")),
                        Double.parseDouble(from.number("progress.best")),
                        Integer.parseInt(from.number("progress.stale")),
                        Integer.parseInt(from.number("progress.cooldown"))));
    }

    void put(Map<String, String> numbers) {
        numbers.put("progress.examples", Long.toString(examples));
        numbers.put("progress.batch_size", Integer.toString(batchSize));
        numbers.put("progress.rate_factor", Double.toString(reaction.factor()));
        numbers.put("progress.best", Double.toString(reaction.best()));
        numbers.put("progress.stale", Integer.toString(reaction.stale()));
        numbers.put("progress.cooldown", Integer.toString(reaction.cooldown()));
    }

    Progress reacted(Schedule.Reaction now) {
        return new Progress(examples, batchSize, now);
    }

    Progress sized(int size) {
        return new Progress(examples, size, reaction);
    }

    /** After a batch of so many examples. */
    Progress past(int more) {
        return new Progress(examples + more, batchSize, reaction);
    }
}
