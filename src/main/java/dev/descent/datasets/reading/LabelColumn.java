package dev.descent.datasets.reading;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A column of texts in memory: the names of the folders that images lie in. */
record LabelColumn(String name, List<String> labels) implements Columns {
    @Override
    public List<Profile> profiles() {
        return List.of(new Profile(name, labels.size(), 0, 0, 0, 0));
    }

    @Override
    public long rows() {
        return labels.size();
    }

    @Override
    public List<String> distinct(int column, int limit) {
        Set<String> values = new LinkedHashSet<>(labels);
        return values.stream().limit(limit).toList();
    }

    @Override
    public void reportNonNumbers(int column, Faults faults) {
        faults.add("/schema/task", "invalid_type", "the names of folders are classes: the task must be classification");
    }

    @Override
    public void numbers(int column, NumberSink sink) {
        throw new IllegalStateException("labels are not numbers");
    }

    @Override
    public void texts(int column, TextSink sink) throws IOException {
        for (String label : labels) {
            sink.accept(label);
        }
    }

    @Override
    public void close() {}
}
