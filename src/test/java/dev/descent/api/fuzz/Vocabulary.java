package dev.descent.api.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Words that mean something to the service, by the field that they stand in; {@code @{...}} is what is stored there. */
final class Vocabulary {
    static final List<String> CLASSES = List.of(
            "iris",
            "wine",
            "fuzz-table",
            "@{ds:table}",
            "two_moons?rows=80&seed=3",
            "gaussian_mixture?rows=90",
            "xor_clusters?rows=60",
            "breast_cancer");
    static final List<String> NUMBERS = List.of("diabetes", "linear_regression?rows=60", "@{ds:numbers}");
    static final String IMAGES = "glyphs?rows=60&seed=5";

    private static final List<String> COLUMNS =
            List.of("x0", "x1", "colour", "y", "sepal_length", "petal_width", "species", "alcohol", "none");
    private static final List<String> SCORES = List.of(
            "el2n", "loss_mean", "loss_std", "margin", "forgetting", "grand", "tracin", "vog", "row", "x", "pvi");
    private static final List<String> METRICS =
            List.of("loss", "accuracy", "macro_f1", "rmse", "r2", "train_loss", "validation_loss", "gradient_norm");
    private static final List<String> DATASETS = List.of(
            "iris",
            "wine",
            "fuzz-table",
            "@{ds:table}",
            "@{ds:numbers}",
            "@{ds:private}",
            "diabetes",
            "two_moons?rows=80&seed=3",
            "linear_regression?rows=60",
            IMAGES,
            "two_moons?rows=x",
            "no_such_set");
    private static final List<String> JOBS =
            List.of("@{job:scored}", "@{job:scored}", "@{job:plain}", "@{job:paused}", "@{job:audit}", "job_none");

    private static final Map<String, List<String>> BY_FIELD = Map.ofEntries(
            Map.entry("dataset", DATASETS),
            Map.entry("derived_from", DATASETS),
            Map.entry("job", JOBS),
            Map.entry("from_job", JOBS),
            Map.entry("score", SCORES),
            Map.entry("sort", SCORES),
            Map.entry("order", List.of("asc", "desc")),
            Map.entry("column", COLUMNS),
            Map.entry("group", COLUMNS),
            Map.entry("subtask_column", COLUMNS),
            Map.entry("target", List.of("y", "x0", "species", "fuzz-table", "iris", "@{ds:table}", "wine")),
            Map.entry("metric", METRICS),
            Map.entry("exclude", COLUMNS),
            Map.entry("drop", COLUMNS),
            Map.entry("bounds", COLUMNS),
            Map.entry("categories", List.of("colour", "red", "green", "blue", "setosa", "a", "b")),
            Map.entry("types", COLUMNS),
            Map.entry("columns", COLUMNS),
            Map.entry("labels", List.of("team", "owner", "a", "b")),
            Map.entry("label", List.of("team:a", "owner:b", "a:", "a:b:c")),
            Map.entry("time_limit", List.of("PT5S", "PT1M", "P1D")),
            Map.entry("cursor", List.of("1", "3", "50")),
            Map.entry("family", List.of("optimizers", "schedules", "samplers", "models", "diagnostics", "clippings")));

    private static final Map<String, List<String>> IDS = Map.of(
            "jobs",
                    List.of(
                            "@{job:scored}",
                            "@{job:plain}",
                            "@{job:scored}",
                            "@{job:plain}",
                            "@{job:paused}",
                            "@{job:cancelled}",
                            "@{job:failed}",
                            "@{job:audit}"),
            "audits", List.of("@{job:audit}", "@{job:plain}"),
            "datasets",
                    List.of(
                            "iris",
                            "@{ds:table}",
                            "@{ds:numbers}",
                            "@{ds:private}",
                            "ds_wine",
                            "two_moons%3Frows=80&seed=3",
                            "two_moons%3Frows=x",
                            "glyphs%3Frows=60&seed=5"),
            "models", List.of("@{model:plain}", "@{model:scored}"),
            "projects", List.of("@{project:limited}", "@{project:limited}", "proj_none", "default/x"),
            "api-keys", List.of("@{key:unused}", "key_none"),
            "webhooks", List.of("@{hook:nobody}", "@{hook:nobody}", "wh_none"));

    private static final List<String> FILES =
            List.of("weights.safetensors", "model.json", "model.py", "examples.parquet", "none.bin");

    private Vocabulary() {}

    static String word(String field, Random random) {
        List<String> words = BY_FIELD.get(field);
        return words == null ? "fuzz " + random.nextInt(1_000_000) : Oddities.of(words, random);
    }

    /** What may stand for a parameter of a path. */
    static String inPath(String path, String parameter, Random random) {
        if (parameter.equals("name")) {
            return Oddities.of(FILES, random);
        }
        if (path.contains("privacy-budget") || path.contains("perturbed-copies")) {
            // A budget on what all jobs use would keep them from training.
            return Oddities.of(List.of("@{ds:private}", "@{ds:private}", "no_such_set", "job_none"), random);
        }
        List<String> ids = IDS.get(path.split("/")[2]);
        return ids == null || !parameter.equals("id") ? word(parameter, random) : Oddities.of(ids, random);
    }
}
