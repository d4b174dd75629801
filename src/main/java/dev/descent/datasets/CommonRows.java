package dev.descent.datasets;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that two tables of the same columns have in common: the same value in every column that can be trained on, and the
 * same target.
 *
 * <p>One pass over each table; in memory is a digest of each row of the first.
 */
public final class CommonRows {
    private final Map<ByteBuffer, Integer> known = new HashMap<>();

    /** @param of rows of this table are looked for in others */
    public CommonRows(Table of) {
        Digests digests = new Digests(of);
        for (int row = 0; row < of.rows(); row++) {
            known.putIfAbsent(digests.of(row), row);
        }
    }

    /**
     * @param count how many rows of the other table are also in this
     * @param row the first of them in the other table, counted from 0
     * @param here where it is in this table
     */
    public record Found(int count, int row, int here) {}

    /** Empty if there are none. */
    public Optional<Found> in(Table other) {
        Digests digests = new Digests(other);
        int count = 0;
        int first = 0;
        int here = 0;
        for (int row = 0; row < other.rows(); row++) {
            Integer same = known.get(digests.of(row));
            if (same != null && count++ == 0) {
                first = row;
                here = same;
            }
        }
        return count == 0 ? Optional.empty() : Optional.of(new Found(count, first, here));
    }

    /** What rows hold, in short. */
    private static final class Digests {
        private final Table table;
        private final List<Feature> features;
        private final ByteBuffer values;
        private final MessageDigest sha256;

        Digests(Table table) {
            this.table = table;
            features = table.dataset().features();
            values = ByteBuffer.allocate((features.size() + 1) * Double.BYTES);
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }

        ByteBuffer of(int row) {
            values.clear();
            for (int i = 0; i < features.size(); i++) {
                Feature feature = features.get(i);
                switch (feature.type()) {
                    case NUMERIC -> values.putDouble(table.number(i, row));
                    case CATEGORICAL -> values.putDouble(table.category(i, row));
                    case IMAGE -> {
                        byte[] pixels = new byte[feature.shape().stream().reduce(1, Math::multiplyExact)];
                        table.pixels(i, row, pixels);
                        sha256.update(pixels);
                    }
                    case IGNORED -> {}
                }
            }
            values.putDouble(table.target(row));
            sha256.update(values.flip());
            return ByteBuffer.wrap(sha256.digest());
        }
    }
}
