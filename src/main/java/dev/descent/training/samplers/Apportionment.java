package dev.descent.training.samplers;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The order in which groups take turns if each is to have its share at any time.
 *
 * <p>Of the first j turns group k has c_k(j), where |c_k(j) − j n_k/N| ≤ 1 − 1/(2K − 2), K being the number of groups with
 * members; no order can promise less. A group is ready once its next turn would not bring it too far ahead; of those that
 * are ready, the one takes the turn that would be too far behind first. Numbers are whole, and fit for 20 million turns of
 * 1,000 groups. Source: Tijdeman, "The chairman assignment problem", doi:10.1016/0012-365X(80)90269-1.
 */
final class Apportionment {
    private final int[] sizes;
    private final long turns;

    /** 2K − 2, the parts of one turn that all is counted in. */
    private final long parts;

    private final int[] taken;

    private Apportionment(int[] sizes) {
        this.sizes = sizes;
        turns = IntStream.of(sizes).asLongStream().sum();
        parts = Math.max(1, 2 * IntStream.of(sizes).filter(size -> size > 0).count() - 2);
        taken = new int[sizes.length];
    }

    /** The group of each turn, {@code [N]}; group k has {@code sizes[k]} of them. Takes O(N log K). */
    static int[] sequence(int... sizes) {
        return new Apportionment(sizes).sequence();
    }

    private int[] sequence() {
        // Whole numbers that are equal are told apart by the group, so that the order repeats where the shares allow
        // it.
        PriorityQueue<Integer> waiting = new PriorityQueue<>(
                Comparator.<Integer>comparingLong(this::release).thenComparing(Comparator.naturalOrder()));
        PriorityQueue<Integer> ready = new PriorityQueue<>(this::compareDeadlines);
        IntStream.range(0, sizes.length).filter(k -> sizes[k] > 0).forEach(waiting::add);
        int[] sequence = new int[Math.toIntExact(turns)];
        for (int turn = 0; turn < sequence.length; turn++) {
            while (!waiting.isEmpty() && release(waiting.element()) <= turn + 1) {
                ready.add(waiting.remove());
            }
            int group = ready.remove();
            sequence[turn] = group;
            if (++taken[group] < sizes[group]) {
                waiting.add(group);
            }
        }
        return sequence;
    }

    /** The first turn, counted from 1, that the group may take next: j with (2K − 2)(j n_k − c_k N) ≥ N. */
    private long release(int group) {
        long least = turns * (1 + taken[group] * parts);
        long per = parts * sizes[group];
        return (least + per - 1) / per;
    }

    /** By the time t at which t n_k/N − c_k = 1 − 1/(2K − 2). */
    private int compareDeadlines(int one, int other) {
        int order = Long.compare(behind(one) * sizes[other], behind(other) * sizes[one]);
        return order != 0 ? order : Integer.compare(one, other);
    }

    private long behind(int group) {
        return taken[group] * parts + parts - 1;
    }
}
