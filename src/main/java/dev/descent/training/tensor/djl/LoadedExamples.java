package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Workspace.Loaded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.Supplier;

/** All examples as matrices of one row each, of which a batch gathers rows: one native call instead of a copy from Java. */
final class LoadedExamples implements Loaded {
    private static final int CHUNK_BYTES = 8 << 20;

    private final Signature signature;
    private final Supplier<NDManager> arena;
    private final NDArray numeric;
    private final NDArray categories;
    private final NDArray targets;

    LoadedExamples(Examples examples, NDManager owner, Supplier<NDManager> arena) {
        this.arena = arena;
        signature = examples.signature();
        FloatBuffer numbers = FloatBuffer.allocate(signature.width());
        numeric = matrix(owner, examples.size(), signature.width(), DataType.FLOAT32, (row, into) -> {
            numbers.clear();
            examples.numeric(row, numbers);
            numbers.flip();
            while (numbers.hasRemaining()) {
                into.putFloat(numbers.get());
            }
        });
        int embedded = signature.cardinalities().size();
        IntBuffer codes = IntBuffer.allocate(embedded);
        categories = matrix(owner, examples.size(), embedded, DataType.INT64, (row, into) -> {
            codes.clear();
            examples.categories(row, codes);
            codes.flip();
            while (codes.hasRemaining()) {
                into.putLong(codes.get());
            }
        });
        targets = signature.classes() > 0
                ? matrix(
                        owner,
                        examples.size(),
                        1,
                        DataType.INT64,
                        (row, into) -> into.putLong((long) examples.target(row)))
                : matrix(
                        owner,
                        examples.size(),
                        1,
                        DataType.FLOAT32,
                        (row, into) -> into.putFloat(examples.target(row)));
    }

    @Override
    public Batch batch(int[] rows) {
        long[] wide = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            wide[i] = rows[i];
        }
        PtNDArray index = (PtNDArray) arena.get().create(wide);
        NDArray inputs = gather(index, numeric);
        if (signature.isImage()) {
            inputs = inputs.reshape(
                    rows.length,
                    signature.shape().get(0),
                    signature.shape().get(1),
                    signature.shape().get(2));
        }
        return new Batch(
                new DjlTensor(inputs),
                new DjlTensor(signature.cardinalities().isEmpty() ? index : gather(index, categories)),
                new DjlTensor(gather(index, targets).reshape(rows.length)),
                rows.length);
    }

    /** Rows of a matrix; torch's embedding is its index_select, and belongs to the manager of the index. */
    private static NDArray gather(PtNDArray index, NDArray matrix) {
        return JniUtils.embedding(index, (PtNDArray) matrix, false);
    }

    private interface RowWriter {
        void write(int row, ByteBuffer into);
    }

    /** Filled in pieces, so that neither the heap nor one buffer of two gigabytes limits the size. */
    private static NDArray matrix(NDManager owner, int rows, int width, DataType type, RowWriter writer) {
        NDArray matrix = owner.create(new Shape(rows, Math.max(1, width)), type);
        int bytesPerRow = width * type.getNumOfBytes();
        if (bytesPerRow == 0 || rows == 0) {
            return matrix;
        }
        int chunk = Math.min(rows, Math.max(1, CHUNK_BYTES / bytesPerRow));
        ByteBuffer buffer = ByteBuffer.allocateDirect(chunk * bytesPerRow).order(ByteOrder.nativeOrder());
        for (int from = 0; from < rows; from += chunk) {
            int to = Math.min(rows, from + chunk);
            buffer.clear();
            for (int row = from; row < to; row++) {
                writer.write(row, buffer);
            }
            buffer.flip();
            // Made over the buffer without a copy, and therefore closed before the buffer is filled again.
            try (NDArray part = owner.create(buffer, new Shape(to - from, width), type)) {
                matrix.set(new NDIndex().addSliceDim(from, to), part);
            }
        }
        return matrix;
    }
}
