package dev.descent.datasets.perturbed;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Perturbation;
import dev.descent.datasets.Perturbation.Column;
import dev.descent.datasets.Perturbation.Dropped;
import dev.descent.datasets.Perturbation.Noise;
import dev.descent.datasets.Perturbation.Response;
import dev.descent.datasets.Table;
import dev.descent.datasets.canonical.ColumnSink;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.Schema;
import dev.descent.training.tensor.SecretDraws;
import dev.descent.training.tensor.SecretNormal;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.SecretRandomness.Purpose;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a table in their order, each value perturbed on its own.
 *
 * <p>Every column has draws of its own. The same randomness makes the same copy, so a key must never be used for two
 * copies: their difference would show the data.
 */
public final class PerturbedContent implements Content {
    private final Table table;
    private final SecretRandomness secret;
    private final Schema schema;
    private final List<Kept> kept;

    /** @param source the column's number in the table: the target has the number of features */
    private record Kept(int source, Column column) {}

    public PerturbedContent(Table table, Perturbation perturbation, SecretRandomness secret) {
        this.table = table;
        this.secret = secret;
        Dataset source = table.dataset();
        if (perturbation.features().size() != source.features().size()) {
            throw new IllegalArgumentException(
                    source.id() + " has " + source.features().size() + " features, but it is said of "
                            + perturbation.features().size() + " what becomes of them");
        }
        kept = new ArrayList<>();
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < source.features().size(); i++) {
            Column column = perturbation.features().get(i);
            if (!(column instanceof Dropped)) {
                kept.add(new Kept(i, column));
                features.add(feature(source.features().get(i).name(), column));
            }
        }
        boolean labelled = !(perturbation.target() instanceof Dropped);
        if (labelled) {
            kept.add(new Kept(source.features().size(), perturbation.target()));
        }
        schema = new Schema(
                source.rows(),
                features,
                labelled ? source.target() : null,
                labelled ? source.task() : Task.NONE,
                labelled ? source.classes() : List.of());
    }

    private static Feature feature(String name, Column column) {
        return column instanceof Response response
                ? new Feature(name, Feature.Type.CATEGORICAL, response.categories(), List.of(), 0)
                : new Feature(name, Feature.Type.NUMERIC, List.of(), List.of(), 0);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public void write(int column, ColumnSink sink) throws IOException {
        Kept from = kept.get(column);
        SecretDraws draws = secret.draws(Purpose.NOISE, 0, from.source());
        if (from.column() instanceof Noise noise) {
            write(from.source(), noise, new SecretNormal(draws), sink);
        } else if (from.column() instanceof Response response) {
            write(from.source(), response, draws, sink);
        }
    }

    private boolean isTarget(int source) {
        return source == table.dataset().features().size();
    }

    private void write(int source, Noise noise, SecretNormal normal, ColumnSink sink) throws IOException {
        for (int row = 0; row < table.rows(); row++) {
            double value = isTarget(source) ? table.target(row) : table.number(source, row);
            double inside = Double.isNaN(value)
                    ? noise.low() / 2 + noise.high() / 2
                    : Math.min(noise.high(), Math.max(noise.low(), value));
            sink.number(inside + noise.deviation() * normal.next());
        }
    }

    private void write(int source, Response response, SecretDraws draws, ColumnSink sink) throws IOException {
        int[] places = places(source, response);
        int categories = response.categories().size();
        for (int row = 0; row < table.rows(); row++) {
            int place = place(source, row, places);
            double coin = draws.uniform();
            double choice = draws.uniform();
            if (place < 0) {
                sink.code((int) (choice * categories));
            } else if (coin < response.keeps()) {
                sink.code(place);
            } else {
                int other = (int) (choice * (categories - 1));
                sink.code(other < place ? other : other + 1);
            }
        }
    }

    /** Where each category of the source stands among those of the copy; -1 if it does not. */
    private int[] places(int source, Response response) {
        Dataset dataset = table.dataset();
        List<String> categories = isTarget(source)
                ? dataset.classes()
                : dataset.features().get(source).categories();
        return categories.stream().mapToInt(response.categories()::indexOf).toArray();
    }

    private int place(int source, int row, int[] places) {
        if (isTarget(source)) {
            double number = table.target(row);
            return Double.isNaN(number) ? -1 : places[(int) number];
        }
        int code = table.category(source, row);
        return code < 0 ? -1 : places[code];
    }
}
