package dev.descent.perturbation;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of the source, by what can be done to it.
 *
 * @param isTarget whether it is the target, which comes last
 * @param classes of a target that is a class; empty otherwise
 */
record CopyColumn(String name, Kind kind, boolean isTarget, List<String> classes) {
    enum Kind {
        NUMBER,
        CATEGORY,
        CLASS,
        IMAGE,
        TEXT
    }

    /** The features of a data set, and its target if it has one. */
    static List<CopyColumn> of(Dataset dataset) {
        List<CopyColumn> columns = new ArrayList<>();
        for (Feature feature : dataset.features()) {
            columns.add(new CopyColumn(feature.name(), kind(feature), false, List.of()));
        }
        String target = dataset.target();
        if (target != null) {
            Kind kind = dataset.task() == Task.CLASSIFICATION ? Kind.CLASS : Kind.NUMBER;
            columns.add(new CopyColumn(target, kind, true, dataset.classes()));
        }
        return columns;
    }

    private static Kind kind(Feature feature) {
        return switch (feature.type()) {
            case NUMERIC -> Kind.NUMBER;
            case CATEGORICAL -> Kind.CATEGORY;
            case IMAGE -> Kind.IMAGE;
            case IGNORED -> Kind.TEXT;
        };
    }

    String role() {
        return isTarget ? "target" : "feature";
    }

    /** What it is, for a message. */
    String describe() {
        return switch (kind) {
            case NUMBER -> "a number";
            case CATEGORY -> "categorical";
            case CLASS -> "a class";
            case IMAGE -> "an image";
            case TEXT -> "ignored, and so left out";
        };
    }
}
