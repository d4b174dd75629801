package dev.descent.training;

import dev.descent.training.tensor.Examples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run finds out about its examples, for all scores that its spec asks for. */
final class ExampleScores {
    private static final String PREFIX = "score.";

    private final Objective objective;
    private final Examples examples;
    private final List<ExampleScore.Scoring> scorings = new ArrayList<>();

    /** @param from vectors of a snapshot; those of other parts of the run are passed by */
    ExampleScores(TrainingSpec spec, Examples examples, Map<String, float[]> from) {
        objective = spec.objective();
        this.examples = examples;
        for (Diagnostic diagnostic : spec.diagnostics()) {
            if (diagnostic instanceof ExampleScore score) {
                scorings.add(score.over(examples.size(), under(prefix(scorings.size()), from)));
            }
        }
    }

    private static String prefix(int score) {
        return PREFIX + score + ".";
    }

    private static Map<String, float[]> under(String prefix, Map<String, float[]> vectors) {
        Map<String, float[]> found = new LinkedHashMap<>();
        vectors.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), values);
            }
        });
        return found;
    }

    /** Outputs are read back once for all scores, and not at all where there is none. */
    void saw(BatchLoss.Pass pass, Descent.Input input, double epoch) {
        if (scorings.isEmpty()) {
            return;
        }
        int[] rows = input.rows();
        float[] targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = examples.target(rows[i]);
        }
        ExampleScore.Seen seen = new ExampleScore.Seen(
                rows,
                pass.losses().toArray(),
                objective.judge(pass.outputs().toArray(), targets),
                input.step(),
                input.progress(),
                epoch,
                input.rate());
        scorings.forEach(scoring -> scoring.saw(seen));
    }

    /** For a snapshot. */
    Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        for (int i = 0; i < scorings.size(); i++) {
            String prefix = prefix(i);
            scorings.get(i).state().forEach((name, values) -> state.put(prefix + name, values.clone()));
        }
        return state;
    }

    /** The scores by name, {@code [N]} each. */
    Map<String, float[]> columns() {
        Map<String, float[]> columns = new LinkedHashMap<>();
        scorings.forEach(scoring -> columns.putAll(scoring.columns()));
        return columns;
    }
}
