package dev.descent.jobs.run;

import dev.descent.artifacts.ExampleFile;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Table;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.Groups;
import dev.descent.training.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the columns of a data set, and the records of earlier jobs, tell of the rows that are trained on. */
public record TableTrainingSet(Table table, int[] rows, Sources sources) implements TrainingSet {
    /** Where the records of earlier jobs come from. */
    @FunctionalInterface
    public interface Sources {
        /**
         * @return of the same data; the caller closes it
         * @throws InvalidOptions at {@code /job} if there is no record that can be used
         */
        ExampleFile open(String job);
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public double[] numbers(String column) {
        int feature = feature(column);
        Feature.Type type = table.dataset().features().get(feature).type();
        if (type != Feature.Type.NUMERIC) {
            throw new InvalidOptions(
                    "",
                    "wrong_type",
                    "must be a numeric column, but \"" + column + "\" is "
                            + type.name().toLowerCase(Locale.ROOT));
        }
        return IntStream.of(rows).mapToDouble(row -> table.number(feature, row)).toArray();
    }

    @Override
    public Scores scores(String job, String score) {
        try (ExampleFile file = sources.open(job)) {
            if (!file.scores().contains(score)) {
                throw new InvalidOptions(
                        "/score",
                        "unknown_score",
                        "must be one of " + String.join(", ", file.scores()) + ", which \"" + job
                                + "\" found out, but is \"" + score + "\"");
            }
            ExampleFile.Score found = file.score(score);
            double[] ofTable = new double[table.rows()];
            Arrays.fill(ofTable, Double.NaN);
            for (int i = 0; i < found.rows().length; i++) {
                ofTable[found.rows()[i]] = found.values()[i];
            }
            return new Scores(
                    IntStream.of(rows).mapToDouble(row -> ofTable[row]).toArray(), found.higherIsHarder());
        }
    }

    @Override
    public Groups groups(@Nullable String column) {
        return column == null ? classes() : categories(column, feature(column));
    }

    private Groups classes() {
        Dataset dataset = table.dataset();
        if (dataset.task() != Dataset.Task.CLASSIFICATION) {
            throw new InvalidOptions("", "conflict", "needs a column, because the target has no classes");
        }
        return groups(
                "the target",
                dataset.classes(),
                IntStream.of(rows).map(row -> (int) table.target(row)).toArray());
    }

    private Groups categories(String column, int feature) {
        Feature categorical = table.dataset().features().get(feature);
        if (categorical.type() != Feature.Type.CATEGORICAL) {
            throw new InvalidOptions(
                    "",
                    "wrong_type",
                    "must be a categorical column, but \"" + column + "\" is "
                            + categorical.type().name().toLowerCase(Locale.ROOT));
        }
        List<String> names = new ArrayList<>(categorical.categories());
        int missing = names.size();
        if (categorical.missing() > 0) {
            names.add("(missing)");
        }
        return groups(
                "column \"" + column + "\"",
                names,
                IntStream.of(rows)
                        .map(row -> table.category(feature, row))
                        .map(code -> code < 0 ? missing : code)
                        .toArray());
    }

    private static Groups groups(String source, List<String> names, int[] of) {
        if (names.size() > Groups.MOST) {
            throw new InvalidOptions(
                    "",
                    "too_many_groups",
                    source + " has " + names.size() + " groups, but at most " + Groups.MOST + " are allowed");
        }
        return new Groups(of, names);
    }

    private int feature(String column) {
        List<Feature> features = table.dataset().features();
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new InvalidOptions(
                "",
                "unknown_column",
                "the data set \"" + table.dataset().name() + "\" has no feature \"" + column + "\"");
    }
}
