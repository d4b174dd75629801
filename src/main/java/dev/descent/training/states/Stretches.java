package dev.descent.training.states;

import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A vector cut into stretches of large tensors and of small ones, in turn.
 *
 * @param large the large tensors, one after another without the small ones between them
 */
record Stretches(List<Stretch> stretches, Layout large) {
    /** From an element (inclusive) to another (exclusive). */
    record Stretch(long from, long to, boolean isLarge) {
        long size() {
            return to - from;
        }
    }

    /** @param least elements of a large tensor */
    static Stretches of(Layout layout, long least) {
        List<Stretch> stretches = new ArrayList<>();
        Layout large = Layout.EMPTY;
        for (Layout.Entry entry : layout.entries()) {
            boolean isLarge = entry.size() >= least;
            long from = entry.offset();
            int last = stretches.size() - 1;
            if (last >= 0 && stretches.get(last).isLarge() == isLarge) {
                from = stretches.remove(last).from();
            }
            stretches.add(new Stretch(from, entry.offset() + entry.size(), isLarge));
            large = isLarge ? large.with(entry.name(), entry.size()) : large;
        }
        return new Stretches(stretches, large);
    }

    boolean hasLarge() {
        return large.size() > 0;
    }

    /** Blocks of the large tensors. */
    Segments blocks(long length) {
        return Segments.blocks(large, length);
    }

    Vec large(Vec whole) {
        return part(whole, true).orElseThrow();
    }

    Optional<Vec> small(Vec whole) {
        // The product is a copy: a slice would keep the memory of the whole vector.
        return part(whole, false).map(slice -> slice.mul(1));
    }

    private Optional<Vec> part(Vec whole, boolean isLarge) {
        List<Vec> slices = stretches.stream()
                .filter(stretch -> stretch.isLarge() == isLarge)
                .map(stretch -> whole.slice(stretch.from(), stretch.to()))
                .toList();
        return slices.isEmpty() ? Optional.empty() : Optional.of(joined(slices));
    }

    /** The way back from {@link #large} and {@link #small}. */
    Vec join(Vec large, Vec small) {
        List<Vec> slices = new ArrayList<>();
        long fromLarge = 0;
        long fromSmall = 0;
        for (Stretch stretch : stretches) {
            if (stretch.isLarge()) {
                slices.add(large.slice(fromLarge, fromLarge + stretch.size()));
                fromLarge += stretch.size();
            } else {
                slices.add(small.slice(fromSmall, fromSmall + stretch.size()));
                fromSmall += stretch.size();
            }
        }
        return joined(slices);
    }

    private static Vec joined(List<Vec> slices) {
        return slices.get(0).concat(slices.subList(1, slices.size()));
    }
}
