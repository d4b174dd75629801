package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Operations that read their operands and write their result once, where a chain of DJL's would do so several times.
 *
 * <p>At a hundred thousand elements and more, a step of an optimizer takes as long as its way through memory.
 */
final class Fused {
    private static final NDManager OWNER = NDManager.newBaseManager("PyTorch");
    private static final TorchScript ADD_SCALED =
            new TorchScript(OWNER, "a: Tensor, b: Tensor, factor: Tensor", "    return torch.addcmul(a, b, factor)\n");
    private static final TorchScript LERP =
            new TorchScript(OWNER, "a: Tensor, b: Tensor, weight: Tensor", "    return torch.lerp(a, b, weight)\n");

    private static final TorchScript BUCKETIZE = new TorchScript(
            OWNER,
            "x: Tensor, boundaries: Tensor",
            "    return torch.to(torch.bucketize(x, boundaries, out_int32=True), 0)\n");

    private Fused() {}

    /** How many of the rising boundaries are less than each element, as bytes. */
    static NDArray bucketize(NDArray x, NDArray boundaries) {
        return BUCKETIZE.call(x, boundaries);
    }

    /** a + factor * b. */
    static NDArray addScaled(NDArray a, NDArray b, double factor) {
        try (NDArray scalar = a.getManager().create((float) factor)) {
            return ADD_SCALED.call(a, b, scalar);
        }
    }

    /** a + weight * (b - a). */
    static NDArray lerp(NDArray a, NDArray b, double weight) {
        try (NDArray scalar = a.getManager().create((float) weight)) {
            return LERP.call(a, b, scalar);
        }
    }
}
