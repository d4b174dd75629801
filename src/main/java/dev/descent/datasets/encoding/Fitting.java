package dev.descent.datasets.encoding;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Preprocessing;
import dev.descent.datasets.Preprocessing.Categorical;
import dev.descent.datasets.Preprocessing.Missing;
import dev.descent.datasets.Preprocessing.Numeric;
import dev.descent.datasets.Table;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** Learns an encoding from training rows. */
public final class Fitting {
    /** More columns than this for one feature mean that it should be embedded. */
    public static final int MOST_ONE_HOT = 1000;

    private Fitting() {}

    /**
     * @throws InvalidOptions at {@code /categorical} for every feature with too many categories for one-hot, and at
     *     {@code /exclude} for every name that is none, or if no feature remains
     */
    public static void check(Dataset dataset, Preprocessing preprocessing) {
        List<Violation> violations = new ArrayList<>();
        checkExcluded(dataset, preprocessing, violations);
        if (preprocessing.categorical() == Categorical.ONE_HOT) {
            checkOneHot(dataset, preprocessing, violations);
        }
        if (!violations.isEmpty()) {
            throw new InvalidOptions(violations);
        }
    }

    private static void checkExcluded(Dataset dataset, Preprocessing preprocessing, List<Violation> violations) {
        for (int i = 0; i < preprocessing.exclude().size(); i++) {
            String name = preprocessing.exclude().get(i);
            if (dataset.features().stream().noneMatch(feature -> feature.name().equals(name))) {
                violations.add(new Violation(
                        "/exclude/" + i,
                        "unknown_column",
                        "the data set \"" + dataset.name() + "\" has no feature \"" + name + "\""));
            }
        }
        if (!preprocessing.exclude().isEmpty()
                && dataset.features().stream()
                        .allMatch(feature -> preprocessing.role(feature) == Feature.Type.IGNORED)) {
            violations.add(new Violation("/exclude", "conflict", "leaves the network no feature to see"));
        }
    }

    private static void checkOneHot(Dataset dataset, Preprocessing preprocessing, List<Violation> violations) {
        for (Feature feature : dataset.features()) {
            if (preprocessing.role(feature) == Feature.Type.CATEGORICAL
                    && feature.categories().size() > MOST_ONE_HOT) {
                violations.add(new Violation(
                        "/categorical",
                        "too_many_categories",
                        "one_hot allows " + MOST_ONE_HOT + " categories but the feature \"" + feature.name() + "\" has "
                                + feature.categories().size() + "; use embedding"));
            }
        }
    }

    /** What is learned from no rows: it has the signature of every encoding of this data set. */
    public static FittedEncoding blank(Dataset dataset, Preprocessing preprocessing) {
        return unfitted(dataset, preprocessing, false);
    }

    /** Every category counts as seen, so that nothing tells which of them the rows have. */
    public static FittedEncoding withoutData(Dataset dataset, Preprocessing preprocessing) {
        return unfitted(dataset, preprocessing, true);
    }

    private static FittedEncoding unfitted(Dataset dataset, Preprocessing preprocessing, boolean seen) {
        List<FeatureEncoding> features = new ArrayList<>();
        Scaling none = new Scaling(0, 0, preprocessing.numeric() == Numeric.STANDARDIZE);
        for (int i = 0; i < dataset.features().size(); i++) {
            Feature feature = dataset.features().get(i);
            switch (preprocessing.role(feature)) {
                case NUMERIC ->
                    features.add(new NumericFeature(feature.name(), i, none, marksMissing(feature, preprocessing)));
                case CATEGORICAL -> {
                    BitSet codes = new BitSet();
                    codes.set(0, seen ? feature.categories().size() : 0);
                    features.add(categorical(feature, i, codes, preprocessing));
                }
                case IMAGE ->
                    features.add(new ImageFeature(
                            feature.name(),
                            i,
                            feature.shape(),
                            Collections.nCopies(feature.shape().get(0), none)));
                case IGNORED -> {}
            }
        }
        return encoding(dataset, features, preprocessing, none);
    }

    public static FittedEncoding fit(Table table, int[] rows, Preprocessing preprocessing) {
        Dataset dataset = table.dataset();
        boolean standardize = preprocessing.numeric() == Numeric.STANDARDIZE;
        List<FeatureEncoding> features = new ArrayList<>();
        for (int i = 0; i < dataset.features().size(); i++) {
            Feature feature = dataset.features().get(i);
            int index = i;
            switch (preprocessing.role(feature)) {
                case NUMERIC ->
                    features.add(new NumericFeature(
                            feature.name(),
                            i,
                            Scaling.fit(rows.length, k -> table.number(index, rows[k]), standardize),
                            marksMissing(feature, preprocessing)));
                case CATEGORICAL -> features.add(categorical(feature, i, seen(table, i, rows), preprocessing));
                case IMAGE ->
                    features.add(ImageFeature.fit(table, i, feature.name(), feature.shape(), rows, standardize));
                case IGNORED -> {}
            }
        }
        Scaling targets = dataset.task() == Task.REGRESSION
                ? Scaling.fit(rows.length, k -> table.target(rows[k]), standardize)
                : new Scaling(0, 0, false);
        return encoding(dataset, features, preprocessing, targets);
    }

    private static FittedEncoding encoding(
            Dataset dataset, List<FeatureEncoding> features, Preprocessing preprocessing, Scaling targets) {
        return new FittedEncoding(
                dataset.features().stream().map(Feature::name).toList(),
                features,
                preprocessing.missing(),
                dataset.target(),
                dataset.classes(),
                targets);
    }

    private static BitSet seen(Table table, int feature, int[] rows) {
        BitSet seen = new BitSet();
        for (int row : rows) {
            int code = table.category(feature, row);
            if (code >= 0) {
                seen.set(code);
            }
        }
        return seen;
    }

    private static FeatureEncoding categorical(Feature feature, int index, BitSet seen, Preprocessing preprocessing) {
        CategoricalFeature learned = new CategoricalFeature(
                feature.name(), index, feature.categories(), seen, marksMissing(feature, preprocessing));
        return preprocessing.categorical() == Categorical.ONE_HOT
                ? new OneHotFeature(learned)
                : new EmbeddedFeature(learned);
    }

    /** From the schema, not from the training rows, so that the signature is known without reading data. */
    private static boolean marksMissing(Feature feature, Preprocessing preprocessing) {
        return preprocessing.missing() == Missing.IMPUTE && feature.missing() > 0;
    }

    /** Rows with a target (if the set has one) and, where rows with missing values are dropped, without these. */
    public static int[] usableRows(Table table, Preprocessing preprocessing) {
        int[] rows = new int[table.rows()];
        int count = 0;
        boolean labelled = table.dataset().target() != null;
        for (int row = 0; row < rows.length; row++) {
            boolean usable = !(labelled && Double.isNaN(table.target(row)));
            if (usable && preprocessing.missing() == Missing.DROP) {
                usable = isComplete(table, row, preprocessing);
            }
            if (usable) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    private static boolean isComplete(Table table, int row, Preprocessing preprocessing) {
        List<Feature> features = table.dataset().features();
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            Feature.Type role = preprocessing.role(feature);
            if (feature.missing() > 0
                    && (role == Feature.Type.NUMERIC && Double.isNaN(table.number(i, row))
                            || role == Feature.Type.CATEGORICAL && table.category(i, row) < 0)) {
                return false;
            }
        }
        return true;
    }
}
