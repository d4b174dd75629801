package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Operations on segments while what is computed is recorded to be differentiated: run by run, each run as a matrix. */
final class RecordedRuns {
    private static final int[] SECOND_AXIS = {1};

    private RecordedRuns() {}

    static NDArray sums(PtNDArray vector, Segments segments) {
        return reduce(vector, segments, matrix -> matrix.sum(SECOND_AXIS));
    }

    static NDArray maxima(PtNDArray vector, Segments segments) {
        return reduce(vector, segments, matrix -> matrix.max(SECOND_AXIS));
    }

    private static NDArray reduce(PtNDArray vector, Segments segments, UnaryOperator<NDArray> reduction) {
        List<PtNDArray> parts = new ArrayList<>();
        long from = 0;
        for (Segments.Run run : segments.runs()) {
            NDArray part = JniUtils.slice(vector, 0, from, from + run.size(), 1);
            parts.add((PtNDArray) reduction.apply(part.reshape(run.count(), run.length())));
            from += run.size();
        }
        return cat(parts);
    }

    /** @param values one of each segment */
    static NDArray spread(PtNDArray values, Segments segments) {
        List<PtNDArray> parts = new ArrayList<>();
        long from = 0;
        for (Segments.Run run : segments.runs()) {
            NDArray part = JniUtils.slice(values, 0, from, from + run.count(), 1);
            parts.add((PtNDArray) part.reshape(run.count(), 1)
                    .broadcast(run.count(), run.length())
                    .reshape(run.size()));
            from += run.count();
        }
        return cat(parts);
    }

    /** One after another; a single one as it is. */
    static PtNDArray cat(List<PtNDArray> parts) {
        return parts.size() == 1 ? parts.get(0) : JniUtils.cat(parts.toArray(new PtNDArray[0]), 0);
    }
}
