package dev.descent.training;

import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The rows that are trained on, and those that are set aside to judge the model; both in rising order.
 *
 * @param training never empty when there is a row
 */
public record Split(int[] training, int[] validation) {
    /** Sets aside a part of the rows, chosen uniformly. */
    public static Split of(int[] rows, double fraction, Randomness randomness) {
        return stratified(rows, row -> 0, fraction, randomness);
    }

    /**
     * Sets aside the same part of every class.
     *
     * <p>For n rows and fraction f, round(f·n) rows are set aside. A class with n_c rows gives ⌊f·n_c⌋ of them; the rest
     * comes from the classes with the largest remainders. No class gives its last row.
     */
    public static Split stratified(int[] rows, IntUnaryOperator classOf, double fraction, Randomness randomness) {
        Map<Integer, int[]> classes = classes(rows, classOf);
        Map<Integer, Integer> shares = shares(classes, rows.length, fraction);
        IntStream.Builder training = IntStream.builder();
        IntStream.Builder validation = IntStream.builder();
        classes.forEach((c, members) -> {
            int[] order = randomness.draws(Purpose.SPLIT, c, 0).permutation(members.length);
            int share = shares.getOrDefault(c, 0);
            for (int i = 0; i < order.length; i++) {
                (i < share ? validation : training).add(members[order[i]]);
            }
        });
        return new Split(
                training.build().sorted().toArray(), validation.build().sorted().toArray());
    }

    private static Map<Integer, int[]> classes(int[] rows, IntUnaryOperator classOf) {
        Map<Integer, IntStream.Builder> members = new TreeMap<>();
        for (int row : rows) {
            members.computeIfAbsent(classOf.applyAsInt(row), c -> IntStream.builder())
                    .add(row);
        }
        Map<Integer, int[]> classes = new TreeMap<>();
        members.forEach((c, builder) -> classes.put(c, builder.build().toArray()));
        return classes;
    }

    private static Map<Integer, Integer> shares(Map<Integer, int[]> classes, int rows, double fraction) {
        Map<Integer, Integer> shares = new TreeMap<>();
        classes.forEach((c, members) -> shares.put(c, (int) Math.min(fraction * members.length, members.length - 1)));
        long missing = Math.round(fraction * rows)
                - shares.values().stream().mapToInt(Integer::intValue).sum();
        List<Integer> byRemainder = new ArrayList<>(classes.keySet());
        byRemainder.sort(Comparator.comparingDouble(c -> -remainder(fraction * size(classes, c))));
        for (int c : byRemainder) {
            int share = shares.getOrDefault(c, 0);
            if (missing > 0 && share < size(classes, c) - 1) {
                shares.put(c, share + 1);
                missing--;
            }
        }
        return shares;
    }

    private static int size(Map<Integer, int[]> classes, int c) {
        int[] members = classes.get(c);
        return members == null ? 0 : members.length;
    }

    private static double remainder(double x) {
        return x - Math.floor(x);
    }
}
