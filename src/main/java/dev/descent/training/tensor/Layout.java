package dev.descent.training.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * How named arrays lie in one flat vector θ ∈ R^P.
 *
 * @param entries in order of their offsets, without gaps
 */
public record Layout(List<Entry> entries) {
    /**
     * One named array.
     *
     * @param name PyTorch's name of the parameter, such as {@code conv1.weight}
     * @param offset of its first element in the vector
     */
    public record Entry(String name, long offset, List<Long> shape) {
        public Entry {
            shape = List.copyOf(shape);
        }

        public long size() {
            return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        }
    }

    public static final Layout EMPTY = new Layout(List.of());

    public Layout {
        entries = List.copyOf(entries);
        long end = 0;
        for (Entry entry : entries) {
            if (entry.offset() != end) {
                throw new IllegalArgumentException(
                        entry.name() + " starts at " + entry.offset() + " but the one before ends at " + end);
            }
            end = Math.addExact(end, entry.size());
        }
    }

    /** P: the size of the whole vector. */
    public long size() {
        if (entries.isEmpty()) {
            return 0;
        }
        Entry last = entries.get(entries.size() - 1);
        return last.offset() + last.size();
    }

    /** This layout with one more array at the end. */
    public Layout with(String name, long... shape) {
        List<Entry> longer = new ArrayList<>(entries);
        List<Long> sizes = new ArrayList<>();
        for (long s : shape) {
            sizes.add(s);
        }
        longer.add(new Entry(name, size(), sizes));
        return new Layout(longer);
    }
}
