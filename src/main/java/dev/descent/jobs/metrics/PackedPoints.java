package dev.descent.jobs.metrics;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Points of a series in few bytes, big-endian: the width of a step, the width of a value, how many points there are (two
 * bytes), the first step (eight), what each step adds to the one before, and the values. No points are no bytes.
 *
 * <p>A width is the least of 1, 2, 4 and 8 bytes that keeps all steps, and of 4 and 8 that keeps all values, exactly. The
 * width 0 of steps says that all add the same, which is written once, in eight bytes.
 */
final class PackedPoints {
    private static final int HEADER = 2 + Short.BYTES + Long.BYTES;

    private PackedPoints() {}

    /**
     * The points from {@code from} to before {@code to}.
     *
     * @param steps rising, none negative
     */
    static byte[] pack(long[] steps, double[] values, int from, int to) {
        int count = to - from;
        if (count == 0) {
            return new byte[0];
        }
        long[] added = IntStream.range(from + 1, to)
                .mapToLong(i -> steps[i] - steps[i - 1])
                .toArray();
        int stepWidth = stepWidth(added);
        int valueWidth = valueWidth(values, from, to);
        int stepBytes = stepWidth == 0 ? Long.BYTES : stepWidth * added.length;
        ByteBuffer packed = ByteBuffer.allocate(HEADER + stepBytes + valueWidth * count);
        packed.put((byte) stepWidth)
                .put((byte) valueWidth)
                .putShort((short) count)
                .putLong(steps[from]);
        if (stepWidth == 0) {
            packed.putLong(added[0]);
        } else {
            for (long one : added) {
                putStep(packed, stepWidth, one);
            }
        }
        for (int i = from; i < to; i++) {
            if (valueWidth == Float.BYTES) {
                packed.putFloat((float) values[i]);
            } else {
                packed.putDouble(values[i]);
            }
        }
        return packed.array();
    }

    private static int stepWidth(long[] added) {
        if (added.length > 1 && LongStream.of(added).allMatch(one -> one == added[0])) {
            return 0;
        }
        long most = LongStream.of(added).max().orElse(0);
        return most < 1L << 8 ? 1 : most < 1L << 16 ? 2 : most < 1L << 31 ? 4 : 8;
    }

    private static int valueWidth(double[] values, int from, int to) {
        return IntStream.range(from, to)
                        .allMatch(i -> Double.doubleToLongBits((float) values[i]) == Double.doubleToLongBits(values[i]))
                ? Float.BYTES
                : Double.BYTES;
    }

    private static void putStep(ByteBuffer packed, int width, long added) {
        switch (width) {
            case 1 -> packed.put((byte) added);
            case 2 -> packed.putShort((short) added);
            case 4 -> packed.putInt((int) added);
            default -> packed.putLong(added);
        }
    }

    /** The step of the first point, later than any if there is none. */
    static long firstStep(byte[] points) {
        return points.length == 0 ? Long.MAX_VALUE : ByteBuffer.wrap(points).getLong(2 + Short.BYTES);
    }

    static void unpack(byte[] points, PointReader reader) {
        if (points.length == 0) {
            return;
        }
        ByteBuffer packed = ByteBuffer.wrap(points);
        int stepWidth = packed.get();
        int valueWidth = packed.get();
        int count = packed.getShort();
        long step = packed.getLong();
        long always = stepWidth == 0 ? packed.getLong() : 0;
        int values = points.length - count * valueWidth;
        for (int i = 0; i < count; i++) {
            int at = values + i * valueWidth;
            double value = valueWidth == Float.BYTES ? packed.getFloat(at) : packed.getDouble(at);
            reader.point(step, value);
            if (i < count - 1) {
                step += stepWidth == 0 ? always : added(packed, stepWidth);
            }
        }
    }

    private static long added(ByteBuffer packed, int width) {
        return switch (width) {
            case 1 -> Byte.toUnsignedLong(packed.get());
            case 2 -> Short.toUnsignedLong(packed.getShort());
            case 4 -> packed.getInt();
            default -> packed.getLong();
        };
    }
}
