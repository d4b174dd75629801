package dev.descent.api.fuzz;

import dev.descent.datasets.ScratchFolders;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;

/** Multipart bodies with files of every format that is read, whole and broken. */
final class Uploads {
    static final String BOUNDARY = "fuzz-b0undary";

    private static final List<String> CELLS = List.of(
            "",
            "1",
            "-2.5",
            "1e400",
            "NaN",
            "inf",
            "a",
            "\"a,b\"",
            "\"",
            "\"a\"\"b\"",
            "'",
            "\0",
            "\u00e9",
            "\ud83d\ude00",
            "2024-01-01",
            "true",
            "9".repeat(400),
            "z".repeat(5000),
            "a\tb",
            "\"line\nbreak\"");

    private final Mutations mutations;
    private final Oddities odd;
    private final Map<String, byte[]> samples = new TreeMap<>();

    Uploads(Mutations mutations, Oddities odd) {
        this.mutations = mutations;
        this.odd = odd;
        samples.put("a.csv", utf8("x0,x1,colour,y\n1,2,red,a\n2.5,1,blue,b\n0,4,red,a\n3,3,green,b\n"));
        samples.put("a.tsv", utf8("x0\ty\n1\t2\n3\t4.5\n2\t1\n7\t7\n"));
        samples.put(
                "a.jsonl", utf8("{\"x0\": 1, \"y\": \"a\"}\n{\"x0\": 2, \"y\": \"b\"}\n{\"x0\": 3, \"y\": \"a\"}\n"));
        samples.put("a.parquet", parquet());
        samples.put("a.npz", zip(Map.of("X.npy", npy("4, 2", 8), "y.npy", npy("4,", 4))));
        Map<String, byte[]> images = new TreeMap<>();
        for (int i = 0; i < 4; i++) {
            images.put((i % 2 == 0 ? "a/" : "b/") + i + ".png", image());
        }
        samples.put("a.zip", zip(images));
    }

    /** The parts of an upload; those that the document names, if nothing is to be wrong. */
    byte[] body(JsonNode schema, int oddness, Random random) {
        String file = Oddities.of(List.copyOf(samples.keySet()), random);
        byte[] content = samples.get(file).clone();
        if (random.nextInt(3) == 0 && (file.equals("a.csv") || file.equals("a.tsv"))) {
            content = table(file.equals("a.csv") ? "," : "\t", random);
        }
        String name = "upload " + random.nextInt(1 << 30);
        String schemaText = random.nextInt(3) == 0 ? JsonText.of(schema) : null;
        List<byte[]> parts = new ArrayList<>();
        int what = oddness == 0 ? -1 : random.nextInt(12);
        for (int i = 0; what >= 0 && what <= 4 && i <= random.nextInt(3); i++) {
            content = mutations.bytes(content, random);
        }
        switch (what) {
            case 5 ->
                file = Oddities.of(
                        List.of(
                                "../../a.csv",
                                "C:\\a\\b.csv",
                                "/etc/passwd.csv",
                                "a",
                                "",
                                "a.exe",
                                "a.CSV",
                                "a.csv.gz",
                                "a\0.csv",
                                "\u202ea.csv",
                                "a\".csv",
                                ".csv",
                                "x".repeat(300) + ".csv"),
                        random);
            case 6 -> name = odd.string(random);
            case 7 -> schemaText = JsonText.of(mutations.tree(schema, random));
            case 8 ->
                schemaText =
                        new String(mutations.bytes(utf8(JsonText.of(schema)), random), StandardCharsets.ISO_8859_1);
            case 9 -> file = Oddities.of(List.copyOf(samples.keySet()), random);
            default -> {}
        }
        parts.add(part("name=\"file\"; filename=\"" + file + "\"", content));
        parts.add(part("name=\"name\"", utf8(name)));
        if (schemaText != null) {
            parts.add(part("name=\"schema\"", utf8(schemaText)));
        }
        if (random.nextInt(8) == 0) {
            parts.add(part("name=\"derived_from\"", utf8(Vocabulary.word("derived_from", random))));
        }
        if (what == 10) {
            change(parts, random);
        }
        byte[] body = joined(parts);
        return what == 11 ? mutations.bytes(body, random) : body;
    }

    private void change(List<byte[]> parts, Random random) {
        int index = random.nextInt(parts.size());
        switch (random.nextInt(5)) {
            case 0 -> parts.remove(index);
            case 1 -> parts.add(parts.get(index));
            case 2 -> parts.add(part("name=\"" + odd.string(random).replace('"', '\'') + "\"", utf8("x")));
            case 3 ->
                parts.add(part(Oddities.of(List.of("", "name", "name=", "filename=\"a.csv\""), random), utf8("x")));
            default -> parts.set(index, part("name=\"file\"", utf8("no file name")));
        }
    }

    private static byte[] table(String separator, Random random) {
        int columns = 1 + random.nextInt(4);
        StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\ufeff" : "");
        for (int row = 0; row < 2 + random.nextInt(6); row++) {
            for (int column = 0; column < columns + (random.nextInt(12) == 0 ? 1 : 0); column++) {
                boolean usual = random.nextInt(4) > 0;
                String cell = row == 0 ? "c" + column : Integer.toString(random.nextInt(4));
                text.append(column == 0 ? "" : separator).append(usual ? cell : Oddities.of(CELLS, random));
            }
            text.append(Oddities.of(List.of("\n", "\n", "\r\n", "\r"), random));
        }
        return utf8(text.toString());
    }

    private static byte[] part(String disposition, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(utf8("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n"));
        out.writeBytes(content);
        out.writeBytes(utf8("\r\n"));
        return out.toByteArray();
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        out.writeBytes(utf8("--" + BOUNDARY + "--\r\n"));
        return out.toByteArray();
    }

    /** A whole upload, as a browser sends it. */
    static byte[] upload(String fileName, String content, String name) {
        return joined(List.of(
                part("name=\"file\"; filename=\"" + fileName + "\"", utf8(content)),
                part("name=\"name\"", utf8(name))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] parquet() {
        try {
            Path file = ScratchFolders.next().resolve("fuzz.parquet");
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("copy (select i as x0, i * 0.5 as x1, 'c' || (i % 2) as y from range(8) t(i)) to '"
                        + file + "' (format parquet)");
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] npy(String shape, int values) {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + 8 * values)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put(utf8("NUMPY"))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) header.length())
                .put(utf8(header));
        for (int i = 0; i < values; i++) {
            bytes.putDouble(i * 0.75);
        }
        return bytes.array();
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setTime(1L << 40);
                zip.putNextEntry(header);
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] image() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
