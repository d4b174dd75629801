package dev.descent.training;

import dev.descent.spec.Strategy;
import dev.descent.spec.Violation;
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
            BatchSchedule batches,
            List<Transform> transforms,
            Mechanism mechanism,
            Objective objective,
            StateFormat format) {
        Combination combination = new Combination(rule);
        if (!model.hasTrueGradient()) {
            combination.checkWithoutTrueGradient(model, schedule);
        }
        if (decay != null) {
            combination.check(decay);
        }
        combination.check(transforms);
        combination.check(mechanism);
        combination.check(schedule);
        combination.check(batches);
        combination.check(objective);
        format.objectionTo(rule)
                .ifPresent(objection -> combination.conflict("/state_format", combination.name + " " + objection));
        return combination.faults;
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
                            + " judges parameters by their loss, which a decoupled weight decay is no part of; use coupled");
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
            averages += transform instanceof WeightAverage ? 1 : 0;
            if (transform instanceof WeightAverage && averages > 1) {
                conflict(
                        pointer,
                        "the weights can be averaged in one way only; " + name(transform) + " is one too many");
            }
        }
    }

    private void check(Mechanism mechanism) {
        if (!hasGradient() && mechanism.parts(FOR_EXAMPLE) != 1) {
            conflict("/mechanism", name(mechanism) + " makes the gradient of a step, but " + withoutGradient());
        }
    }

    private void check(Schedule schedule) {
        boolean takes = rule instanceof Optimizer optimizer && optimizer.takesMomentum();
        if (schedule.momentum(0, 1).isPresent() && !takes) {
            conflict("/schedule", name(schedule) + " moves the momentum too, but " + name + " has none to move");
        }
        if (schedule instanceof MeasuredSchedule && rule instanceof SearchRule) {
            conflict("/schedule", name(schedule) + " measures curvature, but " + withoutGradient());
        }
    }

    private void check(BatchSchedule batches) {
        if (batches.isMeasuring() && !hasGradient()) {
            conflict(
                    "/batch_schedule", name(batches) + " compares the gradients of examples, but " + withoutGradient());
        }
    }

    private void check(Objective objective) {
        if (rule instanceof CurvatureRule curved && curved.samplesLabels() && !objective.isLikelihood()) {
            conflict(
                    "/optimizer",
                    name + " draws labels from the network's prediction, but the loss of " + name(objective)
                            + " is no likelihood of one");
        }
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
