package dev.descent.training;

import static dev.descent.training.Conflicts.name;

import dev.descent.spec.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What cannot work together, told from what strategies say of themselves.
 *
 * <p>There is no list of pairs: a new strategy is judged by its kind and its properties.
 */
final class Combination {
    private static final int FOR_EXAMPLE = 2;

    private final UpdateRule rule;
    private final String name;
    private final Conflicts conflicts = new Conflicts();
    private final Optional<PrivateCombination> privately;

    private Combination(UpdateRule rule, Mechanism mechanism) {
        this.rule = rule;
        name = name(rule);
        privately = mechanism instanceof PrivateMechanism hiding
                ? Optional.of(new PrivateCombination(hiding, conflicts))
                : Optional.empty();
    }

    /** Everything that contradicts itself in a spec. */
    static List<Violation> faults(
            Model model,
            UpdateRule rule,
            @Nullable WeightDecay decay,
            Schedule schedule,
            Sampler sampler,
            BatchSchedule batches,
            List<Transform> transforms,
            Mechanism mechanism,
            Objective objective,
            Reweighting reweighting,
            StateFormat format,
            Evaluation evaluation,
            List<Diagnostic> diagnostics) {
        Combination combination = new Combination(rule, mechanism);
        if (!model.hasTrueGradient()) {
            combination.checkWithoutTrueGradient(model, schedule);
        }
        if (decay != null) {
            combination.check(decay);
        }
        combination.checkTransforms(transforms);
        combination.check(mechanism);
        combination.privately.ifPresent(it -> it.check(rule, sampler, batches, schedule, evaluation));
        combination.check(schedule, evaluation);
        combination.check(batches, sampler);
        combination.check(objective);
        combination.checkAugmentations(sampler.augmentations(), model, objective);
        combination.check(reweighting, objective);
        combination.checkDiagnostics(diagnostics);
        combination.conflicts.add("/state_format", rule, format.objectionTo(rule));
        return combination.conflicts.found();
    }

    private void checkWithoutTrueGradient(Model model, Schedule schedule) {
        String but = ", but this " + name(model) + " gives its weights other gradients";
        if (rule instanceof ClosureRule || rule instanceof CurvatureRule) {
            conflicts.add("/model", name + " needs the derivatives of the loss" + but);
        }
        if (schedule instanceof MeasuredSchedule) {
            conflicts.add("/model", name(schedule) + " measures curvature by the derivatives of the loss" + but);
        }
    }

    private void check(WeightDecay decay) {
        conflicts.add("/weight_decay", rule, rule.objectionTo(decay));
        if (rule instanceof ClosureRule && decay.decoupledRate() > 0) {
            conflicts.add(
                    "/weight_decay",
                    name
                            + " judges parameters by their loss, which a decoupled weight decay is no part of; use"
                            + " coupled");
        }
        if (searchesFromItsState() && decay.decoupledRate() > 0) {
            conflicts.add(
                    "/weight_decay",
                    name + " searches from points of its own, which a decoupled weight decay does not"
                            + " reach; use coupled");
        }
    }

    private void checkTransforms(List<Transform> transforms) {
        int averages = 0;
        for (int i = 0; i < transforms.size(); i++) {
            Transform transform = transforms.get(i);
            String pointer = "/transforms/" + i;
            if (transform instanceof GradientTransform && !hasGradient()) {
                conflicts.add(pointer, name(transform) + " changes the gradient of a step, but " + withoutGradient());
            }
            if (transform instanceof ParameterTransform && searchesFromItsState()) {
                conflicts.add(
                        pointer,
                        name(transform) + " changes the parameters after a step, but " + name
                                + " searches from points of its own");
            }
            if (transform instanceof GradientTransform && transform.stateVectors() > 0 && samplesLabels()) {
                conflicts.add(
                        pointer,
                        name(transform) + " remembers gradients of other steps, but " + name
                                + " also passes gradients of drawn labels through it");
            }
            if (transform instanceof GradientTransform && rule.traits().contains(UpdateRule.Trait.KNOWS_THE_NOISE)) {
                conflicts.add(
                        pointer,
                        name(transform) + " changes the noise in the gradient, but " + name
                                + " takes its variance for what the mechanism added");
            }
            averages += transform instanceof WeightAverage ? 1 : 0;
            if (transform instanceof WeightAverage && averages > 1) {
                conflicts.add(
                        pointer,
                        "the weights can be averaged in one way only; " + name(transform) + " is one too many");
            }
        }
    }

    private void check(Mechanism mechanism) {
        if (!hasGradient() && mechanism instanceof LossMechanism losses && losses.parts(FOR_EXAMPLE) != 1) {
            conflicts.add("/mechanism", name(mechanism) + " makes the gradient of a step, but " + withoutGradient());
        }
    }

    private void check(Schedule schedule, Evaluation evaluation) {
        boolean takes = rule instanceof Optimizer optimizer && optimizer.takesMomentum();
        if (schedule.momentum(0, 1).isPresent() && !takes) {
            conflicts.add("/schedule", name(schedule) + " moves the momentum too, but " + name + " has none to move");
        }
        if (schedule.watches().isPresent() && evaluation.validationFraction() == 0) {
            conflicts.add("/schedule", name(schedule) + " needs validation data, but validation_fraction is 0");
        }
        if (schedule instanceof MeasuredSchedule && rule instanceof SearchRule) {
            conflicts.add("/schedule", name(schedule) + " measures curvature, but " + withoutGradient());
        }
    }

    private void check(BatchSchedule batches, Sampler sampler) {
        conflicts.add("/batch_schedule", batches, batches.objectionTo(sampler.batchSize()));
        if (sampler.batchLaw() instanceof PrivateMechanism.Partitioned && !batches.isFixed()) {
            conflicts.add(
                    "/batch_schedule",
                    name(batches) + " changes the batch size, and with it the number of steps in the one pass that "
                            + name(sampler) + " makes; use fixed");
        }
        if (batches.isMeasuring() && !hasGradient()) {
            conflicts.add(
                    "/batch_schedule", name(batches) + " compares the gradients of examples, but " + withoutGradient());
        }
    }

    private void check(Objective objective) {
        if (samplesLabels() && !objective.isLikelihood()) {
            conflicts.add(
                    "/optimizer",
                    name + " draws labels from the network's prediction, but the loss of " + name(objective)
                            + " is no likelihood of one");
        }
    }

    private void checkAugmentations(List<Augmentation> augmentations, Model model, Objective objective) {
        boolean isMixed = false;
        for (int i = 0; i < augmentations.size(); i++) {
            Augmentation augmentation = augmentations.get(i);
            String pointer = "/sampler/augmentations/" + i;
            privately.ifPresent(it -> it.check(augmentation, pointer));
            if (augmentation.mixesTargets()) {
                if (!objective.isMixable()) {
                    conflicts.add(
                            pointer,
                            name(augmentation) + " mixes losses with two targets, but the loss of " + name(objective)
                                    + " is not of one output and one target");
                }
                if (model.learnsFromTargets()) {
                    conflicts.add(
                            pointer,
                            name(augmentation) + " mixes losses with two targets, but this " + name(model)
                                    + " also learns from the first without a loss");
                }
                if (isMixed) {
                    conflicts.add(pointer, name(augmentation) + " would mix mixtures; once is all there is");
                }
                isMixed = true;
            }
        }
    }

    private void check(Reweighting reweighting, Objective objective) {
        conflicts.add("/reweighting", reweighting, reweighting.objectionTo(objective));
        if (reweighting.followsLosses() && !hasGradient()) {
            conflicts.add(
                    "/reweighting",
                    name(reweighting) + " weighs examples by their losses at each point, so that values at two points"
                            + " cannot be compared, but " + withoutGradient());
        }
        privately.ifPresent(it -> it.check(reweighting));
    }

    private void checkDiagnostics(List<Diagnostic> diagnostics) {
        for (int i = 0; i < diagnostics.size(); i++) {
            Diagnostic diagnostic = diagnostics.get(i);
            String pointer = "/diagnostics/" + i;
            if (diagnostics.subList(0, i).stream().anyMatch(other -> other.getClass() == diagnostic.getClass())) {
                conflicts.add(pointer, name(diagnostic) + " is asked for twice");
            }
            diagnostic
                    .objectionTo(rule)
                    .ifPresent(objection -> conflicts.add(pointer, name(diagnostic) + " " + objection));
            privately.ifPresent(it -> it.check(diagnostic, pointer));
            if (!hasGradient()) {
                conflicts.add(
                        pointer,
                        name(diagnostic) + " looks at the pass of a step through its batch, but " + withoutGradient());
            }
        }
    }

    private boolean searchesFromItsState() {
        return rule.traits().contains(UpdateRule.Trait.SEARCHES_FROM_ITS_STATE);
    }

    private boolean samplesLabels() {
        return rule instanceof CurvatureRule curved && curved.samplesLabels();
    }

    private boolean hasGradient() {
        return rule instanceof Optimizer || rule instanceof CurvatureRule;
    }

    private String withoutGradient() {
        return rule instanceof SearchRule
                ? name + " asks for values of the loss alone and builds no gradient"
                : name + " asks for gradients at points of its own choice";
    }
}
