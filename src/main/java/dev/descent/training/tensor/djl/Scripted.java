package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.descent.training.tensor.Segments;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** Operations that DJL does not have, or only as a chain that goes through memory several times. */
final class Scripted {
    /** Of programs that live as long as the process. */
    static final NDManager OWNER = NDManager.newBaseManager("PyTorch");

    private static final TorchScript ADD_SCALED =
            new TorchScript(OWNER, "a: Tensor, b: Tensor, factor: Tensor", "    return torch.addcmul(a, b, factor)\n");
    private static final TorchScript LERP =
            new TorchScript(OWNER, "a: Tensor, b: Tensor, weight: Tensor", "    return torch.lerp(a, b, weight)\n");

    private static final TorchScript BUCKETIZE = new TorchScript(
            OWNER,
            "x: Tensor, boundaries: Tensor",
            "    return torch.to(torch.bucketize(x, boundaries, out_int32=True), 0)\n");

    /** A binary search of many elements at once, which takes a sixth of the time of libtorch's own, one by one. */
    private static final TorchScript BUCKETIZE_ON_CPU = new TorchScript(OWNER, "x: Tensor, boundaries: Tensor", """
                none = torch.full([torch.sub(255, torch.size(boundaries, 0))], float('inf'), dtype=6)
                b = torch.cat([boundaries, none])
                n = torch.size(x, 0)
                out = torch.empty_like(x, dtype=0)
                for i in range(torch.floordiv(torch.add(n, 32767), 32768)):
                  at = torch.mul(i, 32768)
                  end = torch.add(at, 32768)
                  part = torch.slice(x, 0, at, end)
                  less = torch.empty_like(part, dtype=3)
                  found = torch.mul(torch.lt(torch.slice(b, 0, 127, 128), part, out=less), 128)
                  for k in range(7):
                    step = torch.__lshift__(1, torch.sub(6, k))
                    probed = torch.index_select(torch.slice(b, 0, torch.sub(step, 1), 255), 0, found)
                    _0 = torch.add_(found, torch.lt(probed, part, out=less), alpha=step)
                  _1 = torch.copy_(torch.slice(out, 0, at, end), found)
                return out
            """);

    private static final TorchScript GATHER =
            new TorchScript(OWNER, "x: Tensor, at: Tensor", "    return torch.index_select(x, 0, torch.to(at, 4))\n");
    private static final TorchScript GATHER_BYTES =
            new TorchScript(OWNER, "x: Tensor, at: Tensor", "    return torch.index_select(x, 0, torch.to(at, 3))\n");

    private static final TorchScript KTH_LARGEST = new TorchScript(OWNER, "x: Tensor, k: List[int]", """
                value, place, = torch.kthvalue(x, torch.add(torch.sub(torch.size(x, 0), k[0]), 1), 0, True)
                return value
            """);

    private static final TorchScript SUMS = perRun("torch.sum(torch.view(part, [count, length]), [1])");
    private static final TorchScript MAXIMA = perRun("torch.amax(torch.view(part, [count, length]), [1])");

    private static final TorchScript SPREAD =
            new TorchScript(OWNER, "t: List[Tensor], runs: List[int]", "NoneType", """
                x = t[0]
                out = t[1]
                at = 0
                to = 0
                for i in range(torch.floordiv(torch.len(runs), 2)):
                  count = runs[torch.mul(2, i)]
                  length = runs[torch.add(torch.mul(2, i), 1)]
                  next = torch.add(at, count)
                  end = torch.add(to, torch.mul(count, length))
                  column = torch.unsqueeze(torch.slice(x, 0, at, next), 1)
                  _0 = torch.copy_(torch.view(torch.slice(out, 0, to, end), [count, length]), column)
                  at = next
                  to = end
                return None
            """);

    private static final Map<Long, TorchScript> SUM_BY_CHUNK = new ConcurrentHashMap<>();

    private Scripted() {}

    private static TorchScript perRun(String reduction) {
        return new TorchScript(OWNER, "x: Tensor, runs: List[int]", """
                    parts = annotate(List[Tensor], [])
                    at = 0
                    for i in range(torch.floordiv(torch.len(runs), 2)):
                      count = runs[torch.mul(2, i)]
                      length = runs[torch.add(torch.mul(2, i), 1)]
                      next = torch.add(at, torch.mul(count, length))
                      part = torch.slice(x, 0, at, next)
                      _0 = torch.append(parts, %s)
                      at = next
                    return torch.cat(parts)
                """.formatted(reduction));
    }

    private static long[] runs(Segments segments) {
        return segments.runs().stream()
                .flatMapToLong(run -> LongStream.of(run.count(), run.length()))
                .toArray();
    }

    /** How many of the rising boundaries are less than each element, as bytes. */
    static NDArray bucketize(NDArray x, NDArray boundaries) {
        return (x.getDevice().isGpu() ? BUCKETIZE : BUCKETIZE_ON_CPU).call(x, boundaries);
    }

    /** The elements at these positions, which are bytes or whole floats. */
    static NDArray gather(NDArray x, NDArray positions) {
        return (positions.getDataType() == DataType.UINT8 ? GATHER_BYTES : GATHER).call(x, positions);
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

    /** The sum of the sums of all chunks, which is what a pass over the vector can gather on its way. */
    static NDArray sum(NDArray x, long chunk) {
        return SUM_BY_CHUNK.computeIfAbsent(chunk, Scripted::sumByChunk).call(x);
    }

    private static TorchScript sumByChunk(long chunk) {
        return new TorchScript(OWNER, "x: Tensor", """
                    parts = annotate(List[Tensor], [])
                    for i in range(torch.floordiv(torch.add(torch.size(x, 0), %2$d), %1$d)):
                      at = torch.mul(i, %1$d)
                      _0 = torch.append(parts, torch.sum(torch.slice(x, 0, at, torch.add(at, %1$d)), [0], True))
                    return torch.sum(torch.cat(parts), [0], True)
                """.formatted(chunk, chunk - 1));
    }

    // Those that follow do not keep track of where gradients come from.

    static NDArray kthLargest(NDArray x, long k) {
        return KTH_LARGEST.call(x, new long[] {k});
    }

    static NDArray sums(NDArray x, Segments segments) {
        return SUMS.call(x, runs(segments));
    }

    static NDArray maxima(NDArray x, Segments segments) {
        return MAXIMA.call(x, runs(segments));
    }

    static NDArray spread(NDArray x, Segments segments) {
        return spread(x, segments, x.getManager().create(new Shape(segments.size())));
    }

    /** @param out where the result is written */
    static NDArray spread(NDArray x, Segments segments, NDArray out) {
        SPREAD.run(new NDArray[] {x, out}, runs(segments));
        return out;
    }
}
