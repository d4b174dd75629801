package dev.descent.training.tensor.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
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

    private static final TorchScript FINITE =
            new TorchScript(OWNER, "x: Tensor", "    return torch.nan_to_num(x, 0., 0., 0.)\n");

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

    /**
     * libtorch adds squares up one after another, which loses digits that sums by halves do not: only short segments are
     * done in this way.
     */
    private static final TorchScript NORMS = new TorchScript(OWNER, "x: Tensor, runs: List[int]", """
                parts = annotate(List[Tensor], [])
                at = 0
                for i in range(torch.floordiv(torch.len(runs), 2)):
                  count = runs[torch.mul(2, i)]
                  length = runs[torch.add(torch.mul(2, i), 1)]
                  next = torch.add(at, torch.mul(count, length))
                  part = torch.view(torch.slice(x, 0, at, next), [count, length])
                  if torch.le(length, 4096):
                    norm = torch.linalg_vector_norm(part, 2, [1])
                  else:
                    norm = torch.sqrt(torch.sum(torch.square(part), [1]))
                  _0 = torch.append(parts, norm)
                  at = next
                return torch.cat(parts)
            """);

    /** The products are not kept: so many rows at a time as have room where the last ones were. */
    private static final TorchScript DOTS = new TorchScript(OWNER, "t: List[Tensor], n: List[int]", "NoneType", """
                out = t[2]
                at = 0
                to = 0
                for i in range(torch.floordiv(torch.len(n), 3)):
                  count = n[torch.mul(3, i)]
                  length = n[torch.add(torch.mul(3, i), 1)]
                  rows = n[torch.add(torch.mul(3, i), 2)]
                  for k in range(torch.floordiv(torch.sub(torch.add(count, rows), 1), rows)):
                    some = ops.prim.min(rows, torch.sub(count, torch.mul(k, rows)))
                    size = torch.mul(some, length)
                    end = torch.add(at, size)
                    products = torch.slice(t[3], 0, 0, size)
                    _0 = torch.mul(torch.slice(t[0], 0, at, end), torch.slice(t[1], 0, at, end), out=products)
                    next = torch.add(to, some)
                    _1 = torch.sum(torch.view(products, [some, length]), [1], out=torch.slice(out, 0, to, next))
                    at = end
                    to = next
                return None
            """);

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
    private static final Map<Long, TorchScript> NORM_BY_CHUNK = new ConcurrentHashMap<>();

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
        if (JniUtils.isGradMode()) {
            return ADD_SCALED.call(a, b, Constant.ofFloat(factor, a));
        }
        try (NDArray scalar = Constant.ofFloat(factor, a)) {
            return ADD_SCALED.call(a, b, scalar);
        }
    }

    /** a + weight * (b - a). */
    static NDArray lerp(NDArray a, NDArray b, double weight) {
        if (JniUtils.isGradMode()) {
            return LERP.call(a, b, Constant.ofFloat(weight, a));
        }
        try (NDArray scalar = Constant.ofFloat(weight, a)) {
            return LERP.call(a, b, scalar);
        }
    }

    static NDArray finite(NDArray x) {
        return FINITE.call(x);
    }

    /** The sum of the sums of all chunks, which is what a pass over the vector can gather on its way. */
    static NDArray sum(NDArray x, long chunk) {
        return SUM_BY_CHUNK
                .computeIfAbsent(chunk, c -> byChunk(Operation.SUM, c))
                .call(x);
    }

    /** The norm of the norms of all chunks. */
    static NDArray norm(NDArray x, long chunk) {
        return NORM_BY_CHUNK
                .computeIfAbsent(chunk, c -> byChunk(Operation.NORM, c))
                .call(x);
    }

    private static TorchScript byChunk(Operation reduction, long chunk) {
        return new TorchScript(OWNER, "x: Tensor", """
                    parts = annotate(List[Tensor], [])
                    for i in range(torch.floordiv(torch.add(torch.size(x, 0), %2$d), %1$d)):
                      at = torch.mul(i, %1$d)
                      part = torch.slice(x, 0, at, torch.add(at, %1$d))
                      _0 = torch.append(parts, %3$s)
                    return %4$s
                """.formatted(
                        chunk, chunk - 1, reduction.reduction("part"), reduction.reduction("torch.cat(parts)")));
    }

    // Those that follow do not keep track of where gradients come from.

    static NDArray kthLargest(NDArray x, long k) {
        return KTH_LARGEST.call(x, new long[] {k});
    }

    static NDArray sums(NDArray x, Segments segments) {
        return SUMS.call(x, runs(segments));
    }

    static NDArray norms(NDArray x, Segments segments) {
        return NORMS.call(x, runs(segments));
    }

    /** @param chunk how many products are there at a time, if a segment is not longer */
    static NDArray dots(NDArray x, NDArray y, Segments segments, long chunk) {
        long most = 1;
        LongStream.Builder runs = LongStream.builder();
        for (Segments.Run run : segments.runs()) {
            long rows = Math.min(run.count(), Math.max(1, chunk / run.length()));
            most = Math.max(most, rows * run.length());
            runs.add(run.count()).add(run.length()).add(rows);
        }
        NDManager manager = x.getManager();
        NDArray sums = manager.create(new Shape(segments.count()));
        try (NDArray products = manager.create(new Shape(most))) {
            DOTS.run(new NDArray[] {x, y, sums, products}, runs.build().toArray());
        }
        return sums;
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
