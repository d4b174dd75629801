package dev.descent.training;

import dev.descent.spec.InvalidOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a test says of its training examples. */
public record TestSet(int size, Map<String, double[]> columns, Map<String, Groups> groups, Map<String, Scores> found)
        implements TrainingSet {
    /** The job that scores come from. */
    public static final String EARLIER = "earlier";

    private static final String CLASS = "";

    public static TestSet of(int examples) {
        return new TestSet(examples, Map.of(), Map.of(), Map.of());
    }

    public TestSet withNumbers(String column, double... numbers) {
        Map<String, double[]> more = new LinkedHashMap<>(columns);
        more.put(column, numbers);
        return new TestSet(size, more, groups, found);
    }

    public TestSet withClasses(int... classes) {
        return withGroups(CLASS, classes);
    }

    public TestSet withGroups(String column, int... of) {
        int count = IntStream.of(of).max().orElse(-1) + 1;
        return withGroups(
                column,
                new Groups(
                        of,
                        IntStream.range(0, count).mapToObj(Integer::toString).toList()));
    }

    public TestSet withGroups(String column, Groups of) {
        Map<String, Groups> more = new LinkedHashMap<>(groups);
        more.put(column, of);
        return new TestSet(size, columns, more, found);
    }

    /** What the job {@code earlier} found out about the examples. */
    public TestSet withScores(String score, boolean higherIsHarder, double... values) {
        Map<String, Scores> more = new LinkedHashMap<>(found);
        more.put(EARLIER + score, new Scores(values, higherIsHarder));
        return new TestSet(size, columns, groups, more);
    }

    @Override
    public Scores scores(String job, String score) {
        Scores value = found.get(job + score);
        if (value == null) {
            throw new InvalidOptions("/score", "unknown_score", "there is no score \"" + score + "\"");
        }
        return value;
    }

    @Override
    public double[] numbers(String column) {
        return found(columns, column);
    }

    @Override
    public Groups groups(@Nullable String column) {
        return found(groups, column == null ? CLASS : column);
    }

    private static <T> T found(Map<String, T> all, String column) {
        T value = all.get(column);
        if (value == null) {
            throw new InvalidOptions("", "unknown_column", "there is no column \"" + column + "\"");
        }
        return value;
    }

    /** A turn of a run that is at its beginning and has no network. */
    public static Sampler.Turn turn(long step, long position, int size) {
        return turn(step, position, size, 0);
    }

    public static Sampler.Turn turn(long step, long position, int size, double progress) {
        return new Sampler.Turn(step, position, size, progress, rows -> {
            throw new UnsupportedOperationException("there is no network " + List.of(rows.length));
        });
    }

    /** The rows of a step. */
    public static int[] rows(Sampler.Sampling sampling, long step, long position, int size) {
        return sampling.draw(turn(step, position, size)).rows();
    }
}
