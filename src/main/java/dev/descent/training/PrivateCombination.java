package dev.descent.training;

import static dev.descent.training.Conflicts.name;

/** What cannot work with a private mechanism, whose releases are all that anything else may learn of the data. */
final class PrivateCombination {
    private final PrivateMechanism mechanism;
    private final Conflicts conflicts;

    PrivateCombination(PrivateMechanism mechanism, Conflicts conflicts) {
        this.mechanism = mechanism;
        this.conflicts = conflicts;
    }

    void check(UpdateRule rule, Sampler sampler, BatchSchedule batches, Schedule schedule, Evaluation evaluation) {
        String releases = name(mechanism) + " releases one gradient a step";
        if (rule.traits().contains(UpdateRule.Trait.KNOWS_THE_NOISE) && !mechanism.hasIndependentNoise()) {
            conflicts.add(
                    "/optimizer",
                    name(rule) + " counts on independent noise of one size on every element, which " + name(mechanism)
                            + " does not add");
        }
        conflicts.add("/sampler", mechanism, mechanism.objectionTo(sampler.batchLaw()));
        if (!(rule instanceof Optimizer)) {
            conflicts.add("/optimizer", name(rule) + " asks for more of the data than a gradient, but " + releases);
        }
        if (!batches.isFixed()) {
            conflicts.add(
                    "/batch_schedule",
                    name(batches) + " changes the batch size, by which " + name(mechanism)
                            + " divides as a public constant; use fixed");
        }
        if (schedule instanceof MeasuredSchedule) {
            conflicts.add("/schedule", name(schedule) + " measures curvature on the data, but " + releases);
        }
        if (schedule.watches().isPresent()) {
            conflicts.add("/schedule", name(schedule) + " looks at the loss of private examples, but " + releases);
        }
        if (evaluation.earlyStopping() != null) {
            conflicts.add(
                    "/evaluation/early_stopping", "ends training by the loss of private examples, but " + releases);
        }
    }

    void check(Augmentation augmentation, String pointer) {
        if (augmentation.couplesExamples()) {
            conflicts.add(
                    pointer,
                    name(augmentation) + " makes an example of several, so that " + name(mechanism)
                            + " could not bound what each of them gives away");
        }
    }

    void check(Reweighting reweighting) {
        if (reweighting.couplesExamples()) {
            conflicts.add(
                    "/reweighting",
                    name(reweighting) + " weighs an example by what others are, so that " + name(mechanism)
                            + " could not bound what it gives away; use uniform");
        }
    }

    void check(Diagnostic diagnostic, String pointer) {
        conflicts.add(
                pointer,
                name(diagnostic) + " tells of single examples, which " + name(mechanism) + " is to keep private");
    }

    void check(Network network) {
        network.mixesExamples()
                .ifPresent(why ->
                        conflicts.add("/model", name(mechanism) + " bounds what each example gives away, but " + why));
    }
}
