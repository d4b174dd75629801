package dev.descent.datasets.canonical;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * The canonical form: one little-endian file of columns.
 *
 * <pre>
 * magic      8 bytes "DESCENT" 0x01
 * columns    the features in order, then the target; each starts at a multiple of 64 bytes
 * schema     JSON in UTF-8: {@link Schema#toJson} and where each column lies
 * position   int64: where the schema starts
 * magic      again, so that a file cut short is noticed
 * </pre>
 *
 * <p>Numbers and real targets are float64: identifiers and times of day in seconds keep every digit until
 * standardization has taken the mean away, where float32 would have rounded them first. Categories and classes are
 * int32 codes, -1 when missing. Images are one byte a pixel, channel by channel. Texts are UTF-8, one after the other,
 * followed by the int64 end of each; the complement of the end marks a missing text. The schema stands at the end so
 * that a file is written, and its digest computed, in one pass.
 *
 * <p>Neither a name nor a time is in the file, so its SHA-256 is the fingerprint of the data set.
 */
final class CanonicalFile {
    static final byte[] MAGIC = {'D', 'E', 'S', 'C', 'E', 'N', 'T', 1};
    static final int ALIGNMENT = 64;
    private static final int TRAILER = Long.BYTES + MAGIC.length;
    private static final JsonMapper JSON = new JsonMapper();

    enum Kind {
        NUMBER,
        CODE,
        PIXELS,
        TEXT
    }

    /** Where a column lies in the file. */
    record Extent(long offset, long length) {}

    /** What a file says of itself. */
    record Contents(Schema schema, List<Extent> extents) {}

    private CanonicalFile() {}

    static Kind kind(Schema schema, int column) {
        if (column == schema.features().size()) {
            return schema.task() == Task.CLASSIFICATION ? Kind.CODE : Kind.NUMBER;
        }
        return kind(schema.features().get(column).type());
    }

    private static Kind kind(Feature.Type type) {
        return switch (type) {
            case NUMERIC -> Kind.NUMBER;
            case CATEGORICAL -> Kind.CODE;
            case IMAGE -> Kind.PIXELS;
            case IGNORED -> Kind.TEXT;
        };
    }

    /** Bytes of one value; 1 for texts, which have no fixed width. */
    static int width(Schema schema, int column) {
        return switch (kind(schema, column)) {
            case NUMBER -> Double.BYTES;
            case CODE -> Integer.BYTES;
            case PIXELS -> schema.features().get(column).shape().stream().reduce(1, Math::multiplyExact);
            case TEXT -> 1;
        };
    }

    static byte[] describe(Schema schema, List<Extent> extents) {
        Map<String, Object> json = new LinkedHashMap<>(schema.toJson());
        json.put(
                "columns",
                extents.stream().map(e -> List.of(e.offset(), e.length())).toList());
        return JSON.writeValueAsBytes(json);
    }

    /** @throws IOException if the file is not a complete canonical file */
    static Contents read(FileChannel channel, Path path) throws IOException {
        long size = channel.size();
        if (size < MAGIC.length + TRAILER) {
            throw new IOException(path + " is not a stored data set: it has only " + size + " bytes");
        }
        ByteBuffer trailer = read(channel, size - TRAILER, TRAILER);
        long position = trailer.getLong();
        byte[] magic = new byte[MAGIC.length];
        trailer.get(magic);
        long length = size - TRAILER - position;
        if (!Arrays.equals(magic, MAGIC) || position < MAGIC.length || length <= 0 || length > Integer.MAX_VALUE) {
            throw new IOException(path + " is not a stored data set, or it is cut short");
        }
        ByteBuffer text = read(channel, position, (int) length);
        Map<?, ?> json = JSON.readValue(StandardCharsets.UTF_8.decode(text).toString(), Map.class);
        List<Extent> extents = new ArrayList<>();
        for (Object pair : (List<?>) Objects.requireNonNull(json.get("columns"))) {
            List<?> numbers = (List<?>) pair;
            extents.add(new Extent(((Number) numbers.get(0)).longValue(), ((Number) numbers.get(1)).longValue()));
        }
        return new Contents(Schema.fromJson(json), extents);
    }

    static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("the file ends before byte " + (position + length));
            }
        }
        return buffer.flip();
    }

    static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }
}
