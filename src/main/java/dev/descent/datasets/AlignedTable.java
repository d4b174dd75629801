package dev.descent.datasets;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of one data set with the columns of another: in its order, with its numbers for categories and classes.
 *
 * <p>Columns that the other does not have are left out; {@link #whole} has them.
 */
public final class AlignedTable implements Table {
    private final Table table;
    private final Dataset dataset;
    private final int[] columns;
    private final int[][] codes;
    private final int[] classes;

    private AlignedTable(Table table, Dataset dataset, int[] columns, int[][] codes, int[] classes) {
        this.table = table;
        this.dataset = dataset;
        this.columns = columns;
        this.codes = codes;
        this.classes = classes;
    }

    /**
     * @param table is closed with the answer
     * @throws InvalidOptions at {@code ""} with all that the table lacks
     */
    public static AlignedTable of(Table table, Dataset model) {
        Dataset dataset = table.dataset();
        List<Violation> violations = new ArrayList<>();
        List<Feature> features = new ArrayList<>();
        int[] columns = new int[model.features().size()];
        int[][] codes = new int[columns.length][];
        for (int i = 0; i < columns.length; i++) {
            Feature wanted = model.features().get(i);
            columns[i] = column(dataset, wanted.name());
            codes[i] = new int[0];
            if (columns[i] < 0) {
                violations.add(fault(dataset, "has no column \"" + wanted.name() + "\""));
                continue;
            }
            Feature found = dataset.features().get(columns[i]);
            if (found.type() != wanted.type() || !found.shape().equals(wanted.shape())) {
                violations.add(fault(
                        dataset,
                        "has a column \"" + wanted.name() + "\" that is " + kind(found) + " instead of "
                                + kind(wanted)));
                continue;
            }
            codes[i] = codes(
                    dataset, "column \"" + wanted.name() + "\"", found.categories(), wanted.categories(), violations);
            features.add(
                    new Feature(wanted.name(), wanted.type(), wanted.categories(), wanted.shape(), found.missing()));
        }
        int[] classes = new int[0];
        if (!Objects.equals(dataset.target(), model.target()) || dataset.task() != model.task()) {
            violations.add(fault(dataset, "has " + target(dataset) + " instead of " + target(model)));
        } else {
            classes = codes(dataset, "the target", dataset.classes(), model.classes(), violations);
        }
        if (!violations.isEmpty()) {
            throw new InvalidOptions(violations);
        }
        Dataset aligned = new Dataset(
                dataset.id(),
                dataset.name(),
                dataset.fingerprint(),
                dataset.rows(),
                List.copyOf(features),
                model.target(),
                model.task(),
                model.classes(),
                dataset.sizeBytes(),
                dataset.source(),
                dataset.createdAt());
        return new AlignedTable(table, aligned, columns, codes, classes);
    }

    private static int column(Dataset dataset, String name) {
        List<Feature> features = dataset.features();
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The numbers that other names have. */
    private static int[] codes(
            Dataset dataset, String of, List<String> found, List<String> wanted, List<Violation> violations) {
        int[] codes = found.stream().mapToInt(wanted::indexOf).toArray();
        List<String> unknown =
                found.stream().filter(name -> !wanted.contains(name)).toList();
        if (!unknown.isEmpty()) {
            violations.add(fault(
                    dataset,
                    "has \"" + unknown.get(0) + "\""
                            + (unknown.size() > 1 ? " and " + (unknown.size() - 1) + " more" : "") + " in " + of
                            + ", which the data of the job do not have"));
        }
        return codes;
    }

    private static Violation fault(Dataset dataset, String what) {
        return new Violation("", "other_columns", "the data set \"" + dataset.name() + "\" " + what);
    }

    private static String kind(Feature feature) {
        return feature.type().name().toLowerCase(Locale.ROOT)
                + (feature.shape().isEmpty() ? "" : " of shape " + feature.shape());
    }

    private static String target(Dataset dataset) {
        return dataset.target() == null
                ? "no target"
                : "the target \"" + dataset.target() + "\" of "
                        + dataset.task().name().toLowerCase(Locale.ROOT);
    }

    /** The same rows with all columns, as they were. */
    public Table whole() {
        return table;
    }

    @Override
    public Dataset dataset() {
        return dataset;
    }

    @Override
    public int rows() {
        return table.rows();
    }

    @Override
    public double number(int feature, int row) {
        return table.number(columns[feature], row);
    }

    @Override
    public int category(int feature, int row) {
        int code = table.category(columns[feature], row);
        return code < 0 ? code : codes[feature][code];
    }

    @Override
    public void image(int feature, int row, FloatBuffer into) {
        table.image(columns[feature], row, into);
    }

    @Override
    public void pixels(int feature, int row, byte[] into) {
        table.pixels(columns[feature], row, into);
    }

    @Override
    public @Nullable String text(int feature, int row) {
        return table.text(columns[feature], row);
    }

    @Override
    public double target(int row) {
        double target = table.target(row);
        return classes.length == 0 || Double.isNaN(target) ? target : classes[(int) target];
    }

    @Override
    public void close() {
        table.close();
    }
}
