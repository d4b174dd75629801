package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;

/** A tensor that is an {@link NDArray}. */
public record DjlTensor(NDArray array) implements Tensor {
    /** What models and objectives compute with. */
    public static NDArray array(Tensor tensor) {
        return ((DjlTensor) tensor).array;
    }

    @Override
    public long[] shape() {
        return array.getShape().getShape();
    }

    @Override
    public float[] toArray() {
        return array.toFloatArray();
    }

    @Override
    public Vec vec() {
        return new DjlVec(array.reshape(array.size()));
    }
}
