package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Bits;
import dev.descent.training.tensor.SecureNormal;
import java.nio.FloatBuffer;

/**
 * Random vectors: bits are drawn here and become normal on the device, save where {@link SecureNormal} does it.
 *
 * <p>Two independent uniform numbers u, w give two independent standard normal ones, √(−2 ln u) cos 2πw and
 * √(−2 ln u) sin 2πw. Source: Box and Muller, doi:10.1214/aoms/1177706645. u has 31 random bits, as far as a float
 * holds them, so that the tails go on to 6.6.
 */
final class NoiseSource {
    private static final int WORDS = 4096;

    private static final TorchScript BOX_MULLER =
            new TorchScript(Scripted.OWNER, "t: List[Tensor], chunk: List[int]", "NoneType", """
                x = t[0]
                c = chunk[0]
                half = torch.floordiv(torch.size(x, 0), 2)
                for i in range(torch.floordiv(torch.sub(torch.add(half, c), 1), c)):
                  at = torch.mul(i, c)
                  end = ops.prim.min(torch.add(at, c), half)
                  r = torch.slice(x, 0, at, end)
                  a = torch.slice(x, 0, torch.add(half, at), torch.add(half, end))
                  sine = torch.slice(t[1], 0, 0, torch.sub(end, at))
                  _0 = torch.sqrt_(torch.mul_(torch.log_(r), -2.))
                  _1 = torch.mul_(a, 6.283185307179586)
                  _2 = torch.sin(a, out=sine)
                  _3 = torch.mul_(torch.cos_(a), r)
                  _4 = torch.mul(sine, r, out=r)
                return None
            """);

    private static final TorchScript TO_DEVICE = new TorchScript(
            Scripted.OWNER,
            "t: List[Tensor], n: List[int]",
            "NoneType",
            "    _0 = torch.copy_(t[0], t[1])\n    return None\n");

    private final NDManager owner;
    private final Device device;
    private final Memory memory;

    NoiseSource(NDManager owner, Memory memory) {
        this.owner = owner;
        this.memory = memory;
        device = owner.getDevice();
    }

    NDArray normal(Bits bits, long size) {
        long even = size + size % 2;
        NDArray pairs = normalPairs(bits, memory.take(even));
        return even == size ? pairs : JniUtils.slice((PtNDArray) pairs, 0, 0, size, 1);
    }

    NDArray secureNormal(Bits bits, long size) {
        NDArray array = memory.take(size);
        SecureNormal normal = new SecureNormal(bits);
        float[] chunk = new float[(int) Math.min(size, SecureNormal.CHUNK)];
        write(array, host -> {
            while (host.hasRemaining()) {
                int count = Math.min(chunk.length, host.remaining());
                normal.next(chunk, 0, count);
                host.put(chunk, 0, count);
            }
        });
        return array;
    }

    /** Overwrites an array of even size. */
    private NDArray normalPairs(Bits bits, NDArray pairs) {
        long half = pairs.size() / 2;
        write(pairs, host -> {
            fill(bits, host, half, NoiseSource::positive);
            fill(bits, host, half, NoiseSource::uniform);
        });
        long chunk = Math.min(half, Chunk.of(device));
        BOX_MULLER.run(new NDArray[] {pairs, memory.scratch(chunk)}, new long[] {chunk});
        return pairs;
    }

    NDArray uniform(Bits bits, long size) {
        NDArray array = memory.take(size);
        write(array, host -> fill(bits, host, size, NoiseSource::uniform));
        return array;
    }

    /** 24 bits, so that no value is rounded up to 1. */
    private static void uniform(int[] words, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (words[i] >>> 8) * 0x1.0p-24f;
        }
    }

    /** On (0, 1]: half a step above zero, so that the logarithm is finite. */
    private static void positive(int[] words, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (words[i] >>> 1) * 0x1.0p-31f + 0x1.0p-32f;
        }
    }

    private interface Filling {
        void of(FloatBuffer host);
    }

    private void write(NDArray array, Filling filling) {
        if (!device.isGpu()) {
            filling.of(JniUtils.getByteBuffer((PtNDArray) array, true).asFloatBuffer());
            return;
        }
        try (NDManager cpu = owner.newSubManager(Device.cpu())) {
            NDArray host = cpu.create(new Shape(array.size()));
            filling.of(JniUtils.getByteBuffer((PtNDArray) host, true).asFloatBuffer());
            TO_DEVICE.run(new NDArray[] {array, host}, new long[0]);
        }
    }

    /** Loops of their own, because a call for each number is not turned into vector code. */
    private interface Conversion {
        void of(int[] words, float[] values);
    }

    private static void fill(Bits bits, FloatBuffer into, long count, Conversion conversion) {
        int[] words = new int[(int) Math.min(count, WORDS)];
        float[] values = new float[words.length];
        for (long left = count; left > 0; left -= words.length) {
            if (left < words.length) {
                words = new int[(int) left];
                values = new float[words.length];
            }
            bits.bits(words);
            conversion.of(words, values);
            into.put(values);
        }
    }
}
