package dev.descent.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/**
 * How much is done.
 *
 * @param jobs stored before anything is measured
 * @param points of metrics, evenly over these jobs
 * @param series points of one long series, and values that one job measures
 * @param seconds for each loop that goes by time
 * @param clients that submit at once
 * @param requests of each kind whose latency is measured
 * @param streams open at once
 */
record Scale(int jobs, long points, int series, int seconds, int clients, int requests, int streams) {
    private static final Scale FULL = new Scale(100_000, 20_000_000, 1_000_000, 15, 8, 200, 1000);
    private static final Scale QUICK = new Scale(5_000, 500_000, 100_000, 3, 8, 50, 200);

    /** {@code quick}, and any of {@code jobs=}, {@code points=} and so on. */
    static Scale of(String[] arguments) {
        List<String> words = Arrays.stream(arguments)
                .filter(word -> !word.isBlank() && !word.equals("quick"))
                .toList();
        Scale base = Arrays.asList(arguments).contains("quick") ? QUICK : FULL;
        Scale scale = new Scale(
                (int) value(words, "jobs", base.jobs),
                value(words, "points", base.points),
                (int) value(words, "series", base.series),
                (int) value(words, "seconds", base.seconds),
                (int) value(words, "clients", base.clients),
                (int) value(words, "requests", base.requests),
                (int) value(words, "streams", base.streams));
        for (String word : words) {
            if (!word.matches("(jobs|points|series|seconds|clients|requests|streams)=[1-9]\\d*")) {
                throw new IllegalArgumentException("not understood: " + word);
            }
        }
        return scale;
    }

    private static long value(List<String> words, String name, long otherwise) {
        return words.stream()
                .filter(word -> word.matches(name + "=\\d+"))
                .mapToLong(word -> Long.parseLong(word.substring(name.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }
}
