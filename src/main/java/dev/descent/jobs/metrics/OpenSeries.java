package dev.descent.jobs.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A series that points are added to: those of its tail, and those to come. */
final class OpenSeries {
    /** How many points fill a chunk: with its row, of single precision or double, a part of a page that wastes little. */
    static final int CHUNK = 240;

    private final long id;
    private final List<byte[]> chunks = new ArrayList<>();
    private long[] steps = new long[CHUNK];
    private double[] values = new double[CHUNK];
    private int size;
    private long count;
    private long lastStep;

    OpenSeries(long id, long count, long lastStep, byte[] tail) {
        this.id = id;
        this.lastStep = Long.MIN_VALUE;
        PackedPoints.unpack(tail, this::add);
        this.count = count;
        this.lastStep = lastStep;
    }

    /** A step that is not greater than all before was added earlier: what was measured first stays. */
    void add(long step, double value) {
        if (step <= lastStep) {
            return;
        }
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        steps[size] = step;
        values[size] = value;
        size++;
        count++;
        lastStep = step;
    }

    long id() {
        return id;
    }

    long count() {
        return count;
    }

    long lastStep() {
        return lastStep;
    }

    /** The chunks that are full now, in order. */
    List<byte[]> fullChunks() {
        for (int from = chunks.size() * CHUNK; from + CHUNK <= size; from += CHUNK) {
            chunks.add(PackedPoints.pack(steps, values, from, from + CHUNK));
        }
        return chunks;
    }

    /** The number of the first of them. */
    long firstNumber() {
        return (count - size) / CHUNK;
    }

    byte[] tail() {
        return PackedPoints.pack(steps, values, size / CHUNK * CHUNK, size);
    }
}
