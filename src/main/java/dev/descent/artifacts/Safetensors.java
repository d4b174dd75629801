package dev.descent.artifacts;

import dev.descent.storage.CorruptFile;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Named float32 arrays in the safetensors format, which PyTorch and others load without running code.
 *
 * <p>The format: eight bytes of header length N, little-endian; N bytes of JSON that give each array's {@code dtype},
 * {@code shape} and {@code data_offsets}, padded with spaces so that the data starts at a multiple of eight; then the
 * arrays, little-endian, without gaps. Source: github.com/huggingface/safetensors, "Format".
 *
 * @param metadata free text under {@code __metadata__}
 */
record Safetensors(Map<String, Array> arrays, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    private static final int LONGEST_HEADER = 100_000_000;
    private static final int CHUNK = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** One array, row-major. */
    record Array(List<Long> shape, float[] values) {
        Array {
            shape = List.copyOf(shape);
            long size = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
            if (size != values.length) {
                throw new IllegalArgumentException("shape " + shape + " does not hold " + values.length + " numbers");
            }
        }

        static Array of(float[] values) {
            return new Array(List.of((long) values.length), values);
        }
    }

    private record Placed(String name, List<Long> shape, long begin, long end) {}

    void writeTo(OutputStream out) throws IOException {
        byte[] header = header();
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (Array array : arrays.values()) {
            for (float value : array.values()) {
                chunk.putFloat(value);
                if (!chunk.hasRemaining()) {
                    out.write(chunk.array());
                    chunk.clear();
                }
            }
        }
        out.write(chunk.array(), 0, chunk.position());
    }

    private byte[] header() {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        long begin = 0;
        for (Map.Entry<String, Array> entry : arrays.entrySet()) {
            if (entry.getKey().equals(METADATA)) {
                throw new IllegalArgumentException("no array can be called " + METADATA);
            }
            long end = begin + (long) Float.BYTES * entry.getValue().values().length;
            ObjectNode array = header.putObject(entry.getKey());
            array.put("dtype", "F32");
            array.putPOJO("shape", entry.getValue().shape());
            array.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        byte[] text = JSON.writeValueAsBytes(header);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] bytes = Arrays.copyOf(text, padded);
        Arrays.fill(bytes, text.length, padded, (byte) ' ');
        return bytes;
    }

    /** @throws CorruptFile if it is not such a file, or holds anything but float32 */
    static Safetensors read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, Files.size(file));
        }
    }

    /** @param size of the whole file in bytes */
    static Safetensors read(InputStream in, long size) throws IOException {
        try {
            DataInputStream data = new DataInputStream(in);
            if (size < Long.BYTES) {
                throw new CorruptFile("the file has " + size + " bytes, less than the 8 of the header's length");
            }
            long length = Long.reverseBytes(data.readLong());
            if (length < 0 || length > LONGEST_HEADER || length > size - Long.BYTES) {
                throw new CorruptFile("the header's length " + Long.toUnsignedString(length)
                        + " does not fit into a file of " + size + " bytes");
            }
            byte[] header = new byte[(int) length];
            data.readFully(header);
            JsonNode json = JSON.readTree(new String(header, StandardCharsets.UTF_8));
            long dataSize = size - Long.BYTES - length;
            Map<String, Array> arrays = new LinkedHashMap<>();
            for (Placed placed : placed(json, dataSize)) {
                arrays.put(placed.name(), new Array(placed.shape(), floats(data, placed)));
            }
            return new Safetensors(arrays, metadata(json));
        } catch (EOFException e) {
            throw new CorruptFile("the file ends before its data does", e);
        } catch (JacksonException e) {
            throw new CorruptFile("the header is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static List<Placed> placed(JsonNode header, long dataSize) {
        if (!header.isObject()) {
            throw new CorruptFile("the header is not a JSON object");
        }
        List<Placed> arrays = new ArrayList<>();
        header.properties().forEach(entry -> {
            if (!entry.getKey().equals(METADATA)) {
                arrays.add(placed(entry.getKey(), entry.getValue()));
            }
        });
        arrays.sort(Comparator.comparingLong(Placed::begin).thenComparingLong(Placed::end));
        long end = 0;
        for (Placed array : arrays) {
            if (array.begin() != end) {
                throw new CorruptFile("array " + array.name() + " begins at byte " + array.begin()
                        + " of the data, but the one before ends at " + end);
            }
            end = array.end();
        }
        if (end != dataSize) {
            throw new CorruptFile("the arrays take " + end + " bytes but the file has " + dataSize + " bytes of data");
        }
        return arrays;
    }

    private static Placed placed(String name, JsonNode entry) {
        JsonNode dtype = entry.path("dtype");
        if (!dtype.isString() || !dtype.stringValue().equals("F32")) {
            throw new CorruptFile("array " + name + " has dtype " + dtype + "; only F32 is read");
        }
        List<Long> shape = naturals(name, "shape", entry.path("shape"));
        List<Long> offsets = naturals(name, "data_offsets", entry.path("data_offsets"));
        if (offsets.size() != 2) {
            throw new CorruptFile("array " + name + " has " + offsets.size() + " data_offsets instead of 2");
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        try {
            long bytes = shape.stream().mapToLong(Long::longValue).reduce(Float.BYTES, Math::multiplyExact);
            if (end - begin != bytes || bytes / Float.BYTES > Integer.MAX_VALUE - ALIGNMENT) {
                throw new CorruptFile("array " + name + " of shape " + shape + " does not take the bytes from " + begin
                        + " to " + end);
            }
        } catch (ArithmeticException e) {
            throw new CorruptFile("array " + name + " has the impossible shape " + shape, e);
        }
        return new Placed(name, shape, begin, end);
    }

    private static List<Long> naturals(String name, String field, JsonNode list) {
        if (!list.isArray()) {
            throw new CorruptFile("array " + name + " has no " + field);
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonNode number : list) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw new CorruptFile("array " + name + " has " + number + " in its " + field);
            }
            numbers.add(number.longValue());
        }
        return numbers;
    }

    private static Map<String, String> metadata(JsonNode header) {
        Map<String, String> metadata = new LinkedHashMap<>();
        header.path(METADATA).properties().forEach(entry -> {
            if (!entry.getValue().isString()) {
                throw new CorruptFile("the metadata " + entry.getKey() + " is not text");
            }
            metadata.put(entry.getKey(), entry.getValue().stringValue());
        });
        return metadata;
    }

    private static float[] floats(DataInputStream in, Placed placed) throws IOException {
        float[] values = new float[(int) ((placed.end() - placed.begin()) / Float.BYTES)];
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; ) {
            int count = Math.min(CHUNK / Float.BYTES, values.length - from);
            in.readFully(chunk.array(), 0, count * Float.BYTES);
            chunk.asFloatBuffer().get(0, values, from, count);
            from += count;
        }
        return values;
    }
}
