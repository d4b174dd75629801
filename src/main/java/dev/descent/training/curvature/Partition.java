package dev.descent.training.curvature;

import dev.descent.training.tensor.Positions;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;

/** The blocks that one is chosen from. */
record Partition(Segments segments) {
    /** Every coordinate a block of its own. */
    static Partition coordinates(long count) {
        return new Partition(new Segments(List.of(new Segments.Run(count, 1))));
    }

    long count() {
        return segments.count();
    }

    /** 1 in the block and 0 elsewhere, in the scope of {@code engine}. */
    Vec mask(long block, Vec engine) {
        return Positions.indicator(block, count(), engine).spread(segments);
    }
}
