package dev.descent.training;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What speaks against a spec that does not contradict itself, once it is known what it is to train and on what. */
record Objections(TrainingSpec spec) {
    List<Violation> to(Network network) {
        Conflicts conflicts = new Conflicts();
        for (int i = 0; i < spec.diagnostics().size(); i++) {
            Diagnostic diagnostic = spec.diagnostics().get(i);
            conflicts.add("/diagnostics/" + i, diagnostic, diagnostic.objectionTo(network));
        }
        if (spec.mechanism() instanceof PrivateMechanism mechanism) {
            new PrivateCombination(mechanism, conflicts).check(network);
        }
        UpdateRule rule = spec.optimizer();
        conflicts.add("/optimizer", rule, rule.objectionTo(network.parameters().size()));
        return conflicts.found();
    }

    List<Violation> to(Signature signature) {
        Conflicts conflicts = new Conflicts();
        for (int i = 0; i < spec.diagnostics().size(); i++) {
            if (spec.diagnostics().get(i) instanceof ExampleScore score) {
                conflicts.add("/diagnostics/" + i, score, score.objectionTo(signature));
            }
        }
        List<Violation> violations = new ArrayList<>(conflicts.found());
        collect("/objective", violations, () -> spec.objective().check(signature));
        List<Augmentation> augmentations = spec.sampler().augmentations();
        for (int i = 0; i < augmentations.size(); i++) {
            Augmentation augmentation = augmentations.get(i);
            collect("/sampler/augmentations/" + i, violations, () -> augmentation.check(signature));
        }
        return violations;
    }

    List<Violation> to(TrainingSet set) {
        List<Violation> violations = new ArrayList<>();
        Randomness randomness = new Randomness(spec.seed());
        collect("/sampler", violations, () -> spec.sampler().over(set, randomness, Optional.empty()));
        collect("/reweighting", violations, () -> spec.reweighting().over(set));
        return violations;
    }

    private static void collect(String pointer, List<Violation> violations, Runnable part) {
        try {
            part.run();
        } catch (InvalidOptions e) {
            violations.addAll(e.under(pointer).violations());
        }
    }
}
