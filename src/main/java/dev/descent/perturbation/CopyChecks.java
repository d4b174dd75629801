package dev.descent.perturbation;

import dev.descent.perturbation.CopyColumn.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules between a request for a copy and the columns of its source. No rule looks at a value of the data. */
record CopyChecks(PerturbedCopyRequest request, List<CopyColumn> columns, CopyFaults faults) {
    void check() {
        requireKnown();
        columns.forEach(this::check);
        require("epsilon", request.epsilon(), Kind.NUMBER, "a number");
        require("category_epsilon", request.categoryEpsilon(), Kind.CATEGORY, "a categorical feature");
        require("label_epsilon", request.labelEpsilon(), Kind.CLASS, "a target that is a class");
        if (columns.stream().noneMatch(column -> !column.isTarget() && isKept(column))) {
            faults.conflict("/drop", "leaves no feature for the copy");
        }
    }

    /** Whether the copy has it. */
    boolean isKept(CopyColumn column) {
        return column.kind() != Kind.TEXT && !request.drop().contains(column.name());
    }

    private void requireKnown() {
        Set<String> known = columns.stream().map(CopyColumn::name).collect(Collectors.toSet());
        String rule = "names no column of the data set";
        request.bounds().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> faults.unknown(CopyFaults.pointer("bounds", name), rule));
        request.categories().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> faults.unknown(CopyFaults.pointer("categories", name), rule));
        for (int i = 0; i < request.drop().size(); i++) {
            String name = request.drop().get(i);
            if (!known.contains(name)) {
                faults.unknown("/drop/" + i, rule + " but is \"" + name + "\"");
            }
        }
    }

    private void check(CopyColumn column) {
        List<Double> range = request.bounds().get(column.name());
        List<String> values = request.categories().get(column.name());
        if (isKept(column) && column.kind() == Kind.IMAGE) {
            faults.conflict(
                    "/drop",
                    "must name the image \"" + column.name()
                            + "\": its pixels are stored as whole numbers from 0 to 255,"
                            + " which cannot hold noise in proportion to the root of their number");
        }
        boolean needsRange = isKept(column) && column.kind() == Kind.NUMBER;
        boolean needsValues = isKept(column) && column.kind() == Kind.CATEGORY;
        requireOnlyWhere(needsRange, range, "bounds", column);
        requireOnlyWhere(needsValues, values, "categories", column);
        if (needsRange && range != null) {
            checkRange(range, CopyFaults.pointer("bounds", column.name()));
        }
        if (needsValues && values != null) {
            checkValues(values, CopyFaults.pointer("categories", column.name()));
        }
    }

    private void requireOnlyWhere(boolean needed, @Nullable List<?> value, String field, CopyColumn column) {
        String pointer = CopyFaults.pointer(field, column.name());
        if (needed && value == null) {
            faults.missing(
                    pointer,
                    "is required"
                            + (field.equals("bounds")
                                    ? ", as [low, high]: a range known without looking at the data"
                                    : ": the values that it can have, known without looking at the data")
                            + "; or name the column in drop");
        } else if (!needed && value != null) {
            faults.conflict(
                    pointer,
                    "is given for a column that is "
                            + (request.drop().contains(column.name()) ? "dropped" : column.describe()));
        }
    }

    private void checkRange(List<Double> range, String pointer) {
        if (range.size() != 2) {
            faults.outOfBounds(pointer, "must be [low, high] but has " + range.size() + " elements");
            return;
        }
        double low = range.get(0);
        double high = range.get(1);
        if (!(low < high)) {
            faults.outOfBounds(pointer, "must be [low, high] with low less than high but is " + range);
        } else if (!Double.isFinite(high - low)) {
            faults.outOfBounds(pointer, "must be a range whose width is a number but is " + range);
        }
    }

    private void checkValues(List<String> values, String pointer) {
        Set<String> seen = new HashSet<>();
        if (values.isEmpty()) {
            faults.outOfBounds(pointer, "must have at least 1 value but has 0");
        }
        for (int i = 0; i < values.size(); i++) {
            if (!seen.add(values.get(i))) {
                faults.conflict(pointer + "/" + i, "is there twice: \"" + values.get(i) + "\"");
            }
        }
    }

    private void require(String field, @Nullable Double epsilon, Kind kind, String what) {
        boolean needed = columns.stream().anyMatch(column -> column.kind() == kind && isKept(column));
        if (needed && epsilon == null) {
            faults.missing("/" + field, "is required: the copy has " + what);
        } else if (!needed && epsilon != null) {
            faults.conflict("/" + field, "is given, but the copy has not " + what);
        }
    }
}
