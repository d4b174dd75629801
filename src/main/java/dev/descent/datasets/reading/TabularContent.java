package dev.descent.datasets.reading;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.datasets.canonical.ColumnSink;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table whose types are decided, ready to be stored: the columns in order, the target moved to the end. */
final class TabularContent implements Content {
    private final Columns columns;
    private final Schema schema;
    /** The column of the file for each column to be stored. */
    private final int[] order;

    private final Map<Integer, Categories> categories = new TreeMap<>();

    TabularContent(Columns columns, Inference.Plan plan, Limits limits) throws IOException {
        this.columns = columns;
        int count = plan.types().size();
        order = new int[count];
        List<Feature> features = new ArrayList<>();
        boolean[] numeric = new boolean[count];
        for (int column = 0; column < count; column++) {
            Feature.Type type = plan.types().get(column);
            numeric[column] = type == Feature.Type.NUMERIC;
            if (type == Feature.Type.CATEGORICAL) {
                categories.put(column, new Categories(columns.distinct(column, limits.categories())));
            }
            if (column != plan.target()) {
                order[features.size()] = column;
                features.add(Inference.feature(columns.profiles().get(column), type, names(column), columns.rows()));
            }
        }
        String target = null;
        if (plan.target() >= 0) {
            order[count - 1] = plan.target();
            target = columns.profiles().get(plan.target()).name();
        }
        schema = new Schema(
                columns.rows(),
                features,
                target,
                plan.task(),
                plan.task() == Task.CLASSIFICATION ? names(plan.target()) : List.of());
        columns.prepare(numeric);
    }

    private List<String> names(int column) {
        Categories known = categories.get(column);
        return known == null ? List.of() : known.names();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public void write(int column, ColumnSink sink) throws IOException {
        int source = order[column];
        Categories codes = categories.get(source);
        if (codes != null) {
            columns.texts(source, text -> sink.code(codes.code(text)));
        } else if (column == schema.features().size()
                || schema.features().get(column).type() == Feature.Type.NUMERIC) {
            columns.numbers(source, sink::number);
        } else {
            columns.texts(source, sink::text);
        }
    }

    @Override
    public void close() throws IOException {
        columns.close();
    }
}
