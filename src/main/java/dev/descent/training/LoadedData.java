package dev.descent.training;

import dev.descent.training.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The data that a run goes through again and again, on its device.
 *
 * @param targets by name
 */
record LoadedData(Workspace.Loaded training, Map<String, Workspace.Loaded> targets) {
    static LoadedData of(TrainingData data, Workspace workspace) {
        Map<String, Workspace.Loaded> targets = new LinkedHashMap<>();
        data.targets().forEach((name, target) -> targets.put(name, workspace.load(target.examples())));
        return new LoadedData(workspace.load(data.training()), targets);
    }

    Workspace.Loaded target(String name) {
        return Objects.requireNonNull(targets.get(name), name);
    }
}
