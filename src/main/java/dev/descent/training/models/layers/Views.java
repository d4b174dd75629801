package dev.descent.training.models.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Layout;
import java.util.ArrayList;
import java.util.List;

/** Sees one flat vector as the arrays of its layout, without copying. */
final class Views {
    private final long[] sizes;
    private final List<Shape> shapes;

    Views(Layout layout) {
        sizes = layout.entries().stream().mapToLong(Layout.Entry::size).toArray();
        shapes =
                layout.entries().stream().map(entry -> new Shape(entry.shape())).toList();
    }

    List<NDArray> of(NDArray flat) {
        if (sizes.length == 0) {
            return List.of();
        }
        NDList parts = JniUtils.split((PtNDArray) flat, sizes, 0);
        List<NDArray> views = new ArrayList<>(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            boolean matrix = shapes.get(i).dimension() > 1;
            views.add(matrix ? parts.get(i).reshape(shapes.get(i)) : parts.get(i));
        }
        return views;
    }
}
