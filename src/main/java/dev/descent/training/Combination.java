package dev.descent.training;

import dev.descent.spec.Strategy;
import dev.descent.spec.Violation;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.List;
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
    private final List<Violation> faults = new ArrayList<>();

    private Combination(UpdateRule rule) {
        this.rule = rule;
        name = name(rule);
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
        Combination combination = new Combination(rule);
        if (!model.hasTrueGradient()) {
            combination.checkWithoutTrueGradient(model, schedule);
        }
        if (decay != null) {
            combination.check(decay);
        }
        combination.check(transforms);
        combination.check(mechanism);
        if (mechanism instanceof PrivateMechanism privately) {
            combination.check(privately, sampler, batches, schedule, evaluation);
        }
        combination.check(schedule, evaluation);
        combination.check(batches, sampler);
        combination.check(objective);
        combination.check(sampler.augmentations(), model, objective, mechanism);
        combination.check(reweighting, objective, mechanism);
        combination.check(diagnostics, mechanism);
        format.objectionTo(rule)
                .ifPresent(objection -> combination.conflict("/state_format", combination.name + " " + objection));
        return combination.faults;
    }

    /** Everything in a spec that contradicts the network. */
    static List<Violation> faults(UpdateRule rule, Mechanism mechanism, List<Diagnostic> diagnostics, Network network) {
        Combination combination = new Combination(rule);
        for (int i = 0; i < diagnostics.size(); i++) {
            Diagnostic diagnostic = diagnostics.get(i);
            String pointer = diagnosticAt(i);
            diagnostic
                    .objectionTo(network)
                    .ifPresent(objection -> combination.conflict(pointer, name(diagnostic) + " " + objection));
        }
        if (mechanism instanceof PrivateMechanism) {
            network.mixesExamples()
                    .ifPresent(why -> combination.conflict(
                            "/model", name(mechanism) + " bounds what each example gives away, but " + why));
        }
        rule.objectionTo(network.parameters().size())
                .ifPresent(objection -> combination.conflict("/optimizer", combination.name + " " + objection));
        return combination.faults;
    }

    /** Everything in a spec that contradicts the shape of the examples. */
    static List<Violation> faults(UpdateRule rule, List<Diagnostic> diagnostics, Signature signature) {
        Combination combination = new Combination(rule);
        for (int i = 0; i < diagnostics.size(); i++) {
            String pointer = diagnosticAt(i);
            if (diagnostics.get(i) instanceof ExampleScore score) {
                score.objectionTo(signature)
                        .ifPresent(objection -> combination.conflict(pointer, name(score) + " " + objection));
            }
        }
        return combination.faults;
    }

    private static String diagnosticAt(int i) {
        return "/diagnostics/" + i;
    }

    private void checkWithoutTrueGradient(Model model, Schedule schedule) {
        String but = ", but this " + name(model) + " gives its weights other gradients";
        if (rule instanceof ClosureRule || rule instanceof CurvatureRule) {
            conflict("/model", name + " needs the derivatives of the loss" + but);
        }
        if (schedule instanceof MeasuredSchedule) {
            conflict("/model", name(schedule) + " measures curvature by the derivatives of the loss" + but);
        }
    }

    private void check(WeightDecay decay) {
        rule.objectionTo(decay).ifPresent(objection -> conflict("/weight_decay", name + " " + objection));
        if (rule instanceof ClosureRule && decay.decoupledRate() > 0) {
            conflict(
                    "/weight_decay",
                    name
                            + " judges parameters by their loss, which a decoupled weight decay is no part of; use"
                            + " coupled");
        }
        if (searchesFromItsState() && decay.decoupledRate() > 0) {
            conflict(
                    "/weight_decay",
                    name + " searches from points of its own, which a decoupled weight decay does not"
                            + " reach; use coupled");
        }
    }

    private void check(List<Transform> transforms) {
        int averages = 0;
        for (int i = 0; i < transforms.size(); i++) {
            Transform transform = transforms.get(i);
            String pointer = "/transforms/" + i;
            if (transform instanceof GradientTransform && !hasGradient()) {
                conflict(pointer, name(transform) + " changes the gradient of a step, but " + withoutGradient());
            }
            if (transform instanceof ParameterTransform && searchesFromItsState()) {
                conflict(
                        pointer,
                        name(transform) + " changes the parameters after a step, but " + name
                                + " searches from points of its own");
            }
            if (transform instanceof GradientTransform && transform.stateVectors() > 0 && samplesLabels()) {
                conflict(
                        pointer,
                        name(transform) + " remembers gradients of other steps, but " + name
                                + " also passes gradients of drawn labels through it");
            }
            if (transform instanceof GradientTransform && rule.traits().contains(UpdateRule.Trait.KNOWS_THE_NOISE)) {
                conflict(
                        pointer,
                        name(transform) + " changes the noise in the gradient, but " + name
                                + " takes its variance for what the mechanism added");
            }
            averages += transform instanceof WeightAverage ? 1 : 0;
            if (transform instanceof WeightAverage && averages > 1) {
                conflict(
                        pointer,
                        "the weights can be averaged in one way only; " + name(transform) + " is one too many");
            }
        }
    }

    private void check(Mechanism mechanism) {
        if (!hasGradient() && mechanism instanceof LossMechanism losses && losses.parts(FOR_EXAMPLE) != 1) {
            conflict("/mechanism", name(mechanism) + " makes the gradient of a step, but " + withoutGradient());
        }
    }

    /** What a private mechanism releases is all that anything else may learn of the data. */
    private void check(
            PrivateMechanism mechanism,
            Sampler sampler,
            BatchSchedule batches,
            Schedule schedule,
            Evaluation evaluation) {
        String releases = name(mechanism) + " releases one gradient a step";
        if (rule.traits().contains(UpdateRule.Trait.KNOWS_THE_NOISE) && !mechanism.hasIndependentNoise()) {
            conflict(
                    "/optimizer",
                    name + " counts on independent noise of one size on every element, which " + name(mechanism)
                            + " does not add");
        }
        mechanism
                .objectionTo(sampler.batchLaw())
                .ifPresent(objection -> conflict("/sampler", name(mechanism) + " " + objection));
        if (!(rule instanceof Optimizer)) {
            conflict("/optimizer", name + " asks for more of the data than a gradient, but " + releases);
        }
        if (!batches.isFixed()) {
            conflict(
                    "/batch_schedule",
                    name(batches) + " changes the batch size, by which " + name(mechanism)
                            + " divides as a public constant; use fixed");
        }
        if (schedule instanceof MeasuredSchedule) {
            conflict("/schedule", name(schedule) + " measures curvature on the data, but " + releases);
        }
        if (schedule.watches().isPresent()) {
            conflict("/schedule", name(schedule) + " looks at the loss of private examples, but " + releases);
        }
        if (evaluation.earlyStopping() != null) {
            conflict("/evaluation/early_stopping", "ends training by the loss of private examples, but " + releases);
        }
    }

    private void check(Schedule schedule, Evaluation evaluation) {
        boolean takes = rule instanceof Optimizer optimizer && optimizer.takesMomentum();
        if (schedule.momentum(0, 1).isPresent() && !takes) {
            conflict("/schedule", name(schedule) + " moves the momentum too, but " + name + " has none to move");
        }
        if (schedule.watches().isPresent() && evaluation.validationFraction() == 0) {
            conflict("/schedule", name(schedule) + " needs validation data, but validation_fraction is 0");
        }
        if (schedule instanceof MeasuredSchedule && rule instanceof SearchRule) {
            conflict("/schedule", name(schedule) + " measures curvature, but " + withoutGradient());
        }
    }

    private void check(BatchSchedule batches, Sampler sampler) {
        batches.objectionTo(sampler.batchSize())
                .ifPresent(objection -> conflict("/batch_schedule", name(batches) + " " + objection));
        if (sampler.batchLaw() instanceof PrivateMechanism.Partitioned && !batches.isFixed()) {
            conflict(
                    "/batch_schedule",
                    name(batches) + " changes the batch size, and with it the number of steps in the one pass that "
                            + name(sampler) + " makes; use fixed");
        }
        if (batches.isMeasuring() && !hasGradient()) {
            conflict(
                    "/batch_schedule", name(batches) + " compares the gradients of examples, but " + withoutGradient());
        }
    }

    private void check(Objective objective) {
        if (samplesLabels() && !objective.isLikelihood()) {
            conflict(
                    "/optimizer",
                    name + " draws labels from the network's prediction, but the loss of " + name(objective)
                            + " is no likelihood of one");
        }
    }

    private void check(List<Augmentation> augmentations, Model model, Objective objective, Mechanism mechanism) {
        boolean isMixed = false;
        for (int i = 0; i < augmentations.size(); i++) {
            Augmentation augmentation = augmentations.get(i);
            String pointer = "/sampler/augmentations/" + i;
            if (augmentation.couplesExamples() && mechanism instanceof PrivateMechanism) {
                conflict(
                        pointer,
                        name(augmentation) + " makes an example of several, so that " + name(mechanism)
                                + " could not bound what each of them gives away");
            }
            if (augmentation.mixesTargets()) {
                if (!objective.isMixable()) {
                    conflict(
                            pointer,
                            name(augmentation) + " mixes losses with two targets, but the loss of " + name(objective)
                                    + " is not of one output and one target");
                }
                if (model.learnsFromTargets()) {
                    conflict(
                            pointer,
                            name(augmentation) + " mixes losses with two targets, but this " + name(model)
                                    + " also learns from the first without a loss");
                }
                if (isMixed) {
                    conflict(pointer, name(augmentation) + " would mix mixtures; once is all there is");
                }
                isMixed = true;
            }
        }
    }

    private void check(Reweighting reweighting, Objective objective, Mechanism mechanism) {
        reweighting
                .objectionTo(objective)
                .ifPresent(objection -> conflict("/reweighting", name(reweighting) + " " + objection));
        if (reweighting.followsLosses() && !hasGradient()) {
            conflict(
                    "/reweighting",
                    name(reweighting) + " weighs examples by their losses at each point, so that values at two points"
                            + " cannot be compared, but " + withoutGradient());
        }
        if (mechanism instanceof PrivateMechanism && reweighting.couplesExamples()) {
            conflict(
                    "/reweighting",
                    name(reweighting) + " weighs an example by what others are, so that " + name(mechanism)
                            + " could not bound what it gives away; use uniform");
        }
    }

    private void check(List<Diagnostic> diagnostics, Mechanism mechanism) {
        for (int i = 0; i < diagnostics.size(); i++) {
            Diagnostic diagnostic = diagnostics.get(i);
            String pointer = diagnosticAt(i);
            if (diagnostics.subList(0, i).stream().anyMatch(other -> other.getClass() == diagnostic.getClass())) {
                conflict(pointer, name(diagnostic) + " is asked for twice");
            }
            if (mechanism instanceof PrivateMechanism) {
                conflict(
                        pointer,
                        name(diagnostic) + " tells of single examples, which " + name(mechanism)
                                + " is to keep private");
            }
            if (!hasGradient()) {
                conflict(
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

    private void conflict(String pointer, String message) {
        faults.add(new Violation(pointer, "conflict", message));
    }

    private static String name(Object strategy) {
        Strategy declared = strategy.getClass().getAnnotation(Strategy.class);
        return declared == null ? strategy.getClass().getSimpleName() : declared.type();
    }
}
