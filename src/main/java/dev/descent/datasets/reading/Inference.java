package dev.descent.datasets.reading;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the columns of a file are, where the uploader does not say it.
 *
 * <ul>
 *   <li>A column of numbers is numeric. If more than half of its values are numbers it was meant to be, and the texts in it
 *       are faults.
 *   <li>Any other column is categorical if it has at most 20 different values, or at most 1,000 and on average each
 *       at least twice; else it is free text or an identifier and ignored. True and false are categories.
 *   <li>A numeric column named like a row number (id, index, no name at all) whose values are all different integers is
 *       ignored.
 *   <li>The target is the last column. It is a class if it is no number, or a whole number with two different values, or
 *       with at most 20 that occur three times each on average; else it is a real target.
 * </ul>
 */
final class Inference {
    private static final int FEW_CATEGORIES = 20;
    private static final int MANY_CATEGORIES = 1000;
    private static final int FEW_CLASSES = 20;
    /** So many different values of a column are enough to see that it numbers the rows. */
    private static final int MANY_ROWS = 10_000;

    private final Columns columns;
    private final List<Profile> profiles;
    private final SchemaRequest request;
    private final Limits limits;
    private final Faults faults;

    /**
     * What was decided.
     *
     * @param types one for each column, the target included
     * @param target the number of the target column, or -1
     */
    record Plan(List<Feature.Type> types, int target, Task task) {}

    private Inference(Columns columns, @Nullable SchemaRequest request, Limits limits, Faults faults) {
        this.columns = columns;
        this.profiles = columns.profiles();
        this.request = request == null ? new SchemaRequest() : request;
        this.limits = limits;
        this.faults = faults;
    }

    /** @throws dev.descent.datasets.InvalidDataset with everything that keeps the columns from being a data set */
    static Plan plan(Columns columns, @Nullable SchemaRequest request, Limits limits) throws IOException {
        Faults faults = new Faults();
        Inference inference = new Inference(columns, request, limits, faults);
        Plan plan = inference.plan();
        inference.checkFeatures(plan);
        faults.check();
        return plan;
    }

    /** The same for labels whose only feature, an image, is not among the columns. */
    static Plan planLabels(Columns columns, @Nullable SchemaRequest request, Limits limits) throws IOException {
        Faults faults = new Faults();
        Plan plan = new Inference(columns, request, limits, faults).plan();
        faults.check();
        return plan;
    }

    private Plan plan() throws IOException {
        checkNames();
        int target = target();
        List<Feature.Type> types = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            types.add(type(i, i == target));
        }
        return new Plan(types, target, target < 0 ? Task.NONE : task(target, types));
    }

    private void checkFeatures(Plan plan) {
        boolean trainable = false;
        for (int i = 0; i < plan.types().size(); i++) {
            trainable |= i != plan.target() && plan.types().get(i) != Feature.Type.IGNORED;
        }
        if (!trainable) {
            faults.add(
                    "/file",
                    "no_features",
                    "there is no feature to train on: besides the target, the file needs a numeric or categorical column");
        }
    }

    private void checkNames() {
        Set<String> seen = new HashSet<>();
        for (Profile profile : profiles) {
            if (!seen.add(profile.name())) {
                faults.add(
                        Faults.pointer("file", "columns", profile.name()),
                        "duplicate_column",
                        "two columns are named " + Faults.quote(profile.name()) + " (line 1)");
            }
        }
        for (String name : request.types().keySet()) {
            if (!seen.contains(name)) {
                faults.add(Faults.pointer("schema", "types", name), "unknown_column", noSuchColumn(name));
            }
        }
    }

    private int target() {
        if (request.task() == Task.NONE) {
            if (request.target() != null) {
                faults.add("/schema/task", "conflict", "the task none has no target, but a target is given");
            }
            return -1;
        }
        String name = request.target();
        if (name == null) {
            return profiles.size() - 1;
        }
        for (int i = 0; i < profiles.size(); i++) {
            if (profiles.get(i).name().equals(name)) {
                return i;
            }
        }
        faults.add("/schema/target", "unknown_column", noSuchColumn(name));
        return profiles.size() - 1;
    }

    private String noSuchColumn(String name) {
        String known =
                profiles.stream().limit(50).map(p -> Faults.quote(p.name())).collect(Collectors.joining(", "));
        return "there is no column " + Faults.quote(name) + "; the columns are " + known
                + (profiles.size() > 50 ? " and " + (profiles.size() - 50) + " more" : "");
    }

    private Feature.Type type(int column, boolean target) throws IOException {
        Profile profile = profiles.get(column);
        Feature.Type declared = request.types().get(profile.name());
        String pointer = Faults.pointer("schema", "types", profile.name());
        if (declared == Feature.Type.IMAGE) {
            faults.add(pointer, "invalid_type", "a column of a table cannot be an image");
            return Feature.Type.IGNORED;
        }
        if (declared == Feature.Type.IGNORED) {
            if (target) {
                faults.add(pointer, "invalid_type", "the target column cannot be ignored");
            }
            return Feature.Type.IGNORED;
        }
        if (profile.present() == 0) {
            faults.add(
                    Faults.pointer("file", "columns", profile.name()),
                    "no_values",
                    "the column " + Faults.quote(profile.name()) + " has no value in any row"
                            + (target ? "" : "; give it the type ignored if that is meant"));
            return Feature.Type.IGNORED;
        }
        Feature.Type type = declared == null ? infer(column, target) : declared;
        if (type == Feature.Type.NUMERIC && (!profile.isNumeric() || profile.infinities() > 0)) {
            columns.reportNonNumbers(column, faults);
        }
        if (type == Feature.Type.CATEGORICAL
                && columns.distinct(column, limits.categories() + 1).size() > limits.categories()) {
            faults.add(
                    target ? "/schema/task" : pointer,
                    "too_many_categories",
                    "the column " + Faults.quote(profile.name()) + " has more than the allowed " + limits.categories()
                            + " different values" + (target ? "" : "; give it the type ignored"));
        }
        return type;
    }

    private Feature.Type infer(int column, boolean target) throws IOException {
        Profile profile = profiles.get(column);
        if (target) {
            Task task = request.task();
            if (task == null) {
                return isClass(column) ? Feature.Type.CATEGORICAL : Feature.Type.NUMERIC;
            }
            return task == Task.CLASSIFICATION ? Feature.Type.CATEGORICAL : Feature.Type.NUMERIC;
        }
        if (profile.isLogical()) {
            return Feature.Type.CATEGORICAL;
        }
        if (profile.isMostlyNumeric()) {
            return isRowNumber(column) ? Feature.Type.IGNORED : Feature.Type.NUMERIC;
        }
        int values = columns.distinct(column, MANY_CATEGORIES + 1).size();
        boolean repeated = values <= MANY_CATEGORIES && values * 2L <= profile.present();
        return values <= FEW_CATEGORIES || repeated ? Feature.Type.CATEGORICAL : Feature.Type.IGNORED;
    }

    private boolean isClass(int column) throws IOException {
        Profile profile = profiles.get(column);
        if (!profile.isMostlyNumeric()) {
            return true;
        }
        if (!profile.isWhole()) {
            return false;
        }
        int values = columns.distinct(column, FEW_CLASSES + 1).size();
        return values == 2 || values <= FEW_CLASSES && values * 3L <= profile.present();
    }

    private boolean isRowNumber(int column) throws IOException {
        Profile profile = profiles.get(column);
        String name = profile.name().toLowerCase(Locale.ROOT);
        if (!name.matches("id|index|row|row_?(id|number)|unnamed: \\d+|column_\\d+") || !profile.isWhole()) {
            return false;
        }
        int rows = (int) Math.min(profile.present(), MANY_ROWS);
        return columns.distinct(column, rows).size() == rows;
    }

    private Task task(int target, List<Feature.Type> types) throws IOException {
        Profile profile = profiles.get(target);
        Task task = types.get(target) == Feature.Type.CATEGORICAL ? Task.CLASSIFICATION : Task.REGRESSION;
        Map<String, Feature.Type> declared = request.types();
        if (request.task() != null && declared.containsKey(profile.name()) && request.task() != task) {
            faults.add(
                    "/schema/task",
                    "conflict",
                    "the task " + request.task().name().toLowerCase(Locale.ROOT) + " does not fit the type "
                            + types.get(target).name().toLowerCase(Locale.ROOT) + " of the target "
                            + Faults.quote(profile.name()));
        }
        if (profile.present() > 0) {
            List<String> values = columns.distinct(target, 2);
            if (values.size() == 1) {
                faults.add(
                        "/schema/target",
                        "constant_target",
                        "the target column " + Faults.quote(profile.name()) + " has the same value "
                                + Faults.quote(values.get(0)) + " in every row: there is nothing to learn");
            }
        }
        return task;
    }

    /** The features and the target as they will be stored. */
    static Feature feature(Profile profile, Feature.Type type, List<String> categories, long rows) {
        return new Feature(profile.name(), type, categories, List.of(), rows - profile.present());
    }
}
