package dev.descent.training;

import dev.descent.training.tensor.Examples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a run finds out about its examples, for all scores that its spec asks for. */
final class ExampleScores {
    private static final String PREFIX = "score.";
    private static final String POINTS = "score_points";
    private static final String FOLDS = "score_folds.";

    private final Objective objective;
    private final Examples examples;
    private final List<ExampleScore> scores = new ArrayList<>();
    private final List<ExampleScore.Scoring> scorings = new ArrayList<>();
    private final float[] pointsReached;
    private final Map<Integer, Integer> foldsJudged = new TreeMap<>();

    /** @param from vectors of a snapshot; those of other parts of the run are passed by */
    ExampleScores(TrainingSpec spec, Examples examples, Map<String, float[]> from) {
        objective = spec.objective();
        this.examples = examples;
        for (Diagnostic diagnostic : spec.diagnostics()) {
            if (diagnostic instanceof ExampleScore score) {
                scorings.add(score.over(examples, under(prefix(scores.size()), from)));
                scores.add(score);
                if (score.folds() > 0) {
                    float[] judged = from.getOrDefault(FOLDS + score.folds(), new float[1]);
                    foldsJudged.put(score.folds(), (int) judged[0]);
                }
            }
        }
        pointsReached = from.getOrDefault(POINTS, new float[scores.size()]).clone();
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

    boolean areEmpty() {
        return scores.isEmpty();
    }

    /** Outputs are read back once for all scores, and not at all where there is none. */
    void saw(BatchLoss.Pass pass, Descent.Input input, double epoch) {
        if (scorings.isEmpty()) {
            return;
        }
        int[] rows = input.rows();
        ExampleScore.Seen seen = new ExampleScore.Seen(
                rows,
                pass.losses().toArray(),
                objective.judge(pass.outputs().toArray(), targets(rows)),
                input.step(),
                input.progress(),
                epoch,
                input.rate());
        scorings.forEach(scoring -> scoring.saw(seen));
    }

    private float[] targets(int[] rows) {
        float[] targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = examples.target(rows[i]);
        }
        return targets;
    }

    /** Looks at all examples if a point has come. */
    void reached(double progress, Supplier<Sweep> sweep) {
        Sweep shared = null;
        for (int i = 0; i < scores.size(); i++) {
            List<Double> points = scores.get(i).points();
            while (pointsReached[i] < points.size() && points.get((int) pointsReached[i]) <= progress) {
                shared = shared == null ? sweep.get() : shared;
                scorings.get(i).sweep(shared, pointsReached[i] + 1 == points.size());
                pointsReached[i]++;
            }
        }
    }

    /** Looks at all examples for those scores that miss a point. */
    void ended(Supplier<Sweep> sweep) {
        Sweep shared = null;
        for (int i = 0; i < scores.size(); i++) {
            int points = scores.get(i).points().size();
            if (pointsReached[i] < points) {
                shared = shared == null ? sweep.get() : shared;
                scorings.get(i).sweep(shared, true);
                pointsReached[i] = points;
            }
        }
    }

    /** How many folds have been judged, for each number of folds that the examples are to be divided into. */
    Map<Integer, Integer> foldsJudged() {
        return Map.copyOf(foldsJudged);
    }

    /** The next fold of so many has been judged. */
    void judged(int folds, int[] rows, float[] outputs, double[] frequencies) {
        ExampleScore.Fold fold =
                new ExampleScore.Fold(rows, outputs, objective.judge(outputs, targets(rows)), frequencies);
        for (int i = 0; i < scores.size(); i++) {
            if (scores.get(i).folds() == folds) {
                scorings.get(i).judged(fold);
            }
        }
        passed(folds);
    }

    /** Nothing will be known of the next fold of so many. */
    void passed(int folds) {
        foldsJudged.merge(folds, 1, Integer::sum);
    }

    /** For a snapshot. */
    Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        for (int i = 0; i < scorings.size(); i++) {
            String prefix = prefix(i);
            scorings.get(i).state().forEach((name, values) -> state.put(prefix + name, values.clone()));
        }
        if (!areEmpty()) {
            state.put(POINTS, pointsReached.clone());
        }
        foldsJudged.forEach((folds, judged) -> state.put(FOLDS + folds, new float[] {judged}));
        return state;
    }

    /** The scores by name, {@code [N]} each. */
    Map<String, float[]> columns() {
        Map<String, float[]> columns = new LinkedHashMap<>();
        scorings.forEach(scoring -> columns.putAll(scoring.columns()));
        return columns;
    }
}
