package dev.descent.datasets.canonical;

import dev.descent.datasets.canonical.CanonicalFile.Extent;
import dev.descent.datasets.canonical.CanonicalFile.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the canonical form in one pass, with its digest. */
public final class CanonicalWriter {
    private static final int BUFFER = 1 << 20;

    private final FileChannel channel;
    private final MessageDigest digest = sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long position;

    private CanonicalWriter(FileChannel channel) {
        this.channel = channel;
    }

    /** What was written. */
    public record Written(String fingerprint, long bytes) {}

    /** Writes {@code content} to a new file and waits until the disk has it. */
    public static Written write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            CanonicalWriter writer = new CanonicalWriter(channel);
            writer.write(content);
            channel.force(true);
            return new Written("sha256:" + HexFormat.of().formatHex(writer.digest.digest()), writer.position);
        }
    }

    private void write(Content content) throws IOException {
        Schema schema = content.schema();
        put(CanonicalFile.MAGIC);
        List<Extent> extents = new ArrayList<>();
        for (int column = 0; column < schema.columns(); column++) {
            align();
            long start = position;
            Column sink = new Column(CanonicalFile.kind(schema, column), CanonicalFile.width(schema, column));
            content.write(column, sink);
            sink.finish(schema.rows());
            extents.add(new Extent(start, position - start));
        }
        align();
        long description = position;
        put(CanonicalFile.describe(schema, extents));
        room(Long.BYTES).putLong(description);
        put(CanonicalFile.MAGIC);
        flush();
    }

    private void align() throws IOException {
        while (position % CanonicalFile.ALIGNMENT != 0) {
            room(1).put((byte) 0);
        }
    }

    private void put(byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += BUFFER) {
            int length = Math.min(BUFFER, bytes.length - from);
            room(length).put(bytes, from, length);
        }
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        position += bytes;
        return buffer;
    }

    private void flush() throws IOException {
        buffer.flip();
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private final class Column implements ColumnSink {
        private final Kind kind;
        private final int width;
        private long rows;
        private long textBytes;
        private long[] ends = new long[16];

        Column(Kind kind, int width) {
            this.kind = kind;
            this.width = width;
        }

        @Override
        public void number(double value) throws IOException {
            expect(Kind.NUMBER);
            // One bit pattern for NaN and one for zero: equal data have equal digests.
            room(Double.BYTES).putLong(Double.doubleToLongBits(value == 0 ? 0.0 : value));
        }

        @Override
        public void code(int value) throws IOException {
            expect(Kind.CODE);
            room(Integer.BYTES).putInt(value);
        }

        @Override
        public void pixels(byte[] image) throws IOException {
            expect(Kind.PIXELS);
            if (image.length != width) {
                throw new IllegalStateException("an image has " + image.length + " bytes instead of " + width);
            }
            put(image);
        }

        @Override
        public void text(@Nullable String value) throws IOException {
            expect(Kind.TEXT);
            if (value != null) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                put(bytes);
                textBytes += bytes.length;
            }
            int row = (int) rows - 1;
            if (row == ends.length) {
                ends = Arrays.copyOf(ends, Math.multiplyExact(ends.length, 2));
            }
            ends[row] = value == null ? ~textBytes : textBytes;
        }

        private void expect(Kind given) {
            if (given != kind) {
                throw new IllegalStateException("a column of kind " + kind + " was given a " + given);
            }
            rows++;
        }

        void finish(long expected) throws IOException {
            if (rows != expected) {
                throw new IllegalStateException("a column has " + rows + " values instead of " + expected);
            }
            if (kind == Kind.TEXT) {
                for (int row = 0; row < rows; row++) {
                    room(Long.BYTES).putLong(ends[row]);
                }
            }
        }
    }
}
