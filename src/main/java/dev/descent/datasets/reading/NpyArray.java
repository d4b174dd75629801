package dev.descent.datasets.reading;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array of numpy's NPY format, mapped into memory. Source of the format: NumPy Enhancement Proposal 1, "A simple file
 * format for NumPy arrays".
 */
final class NpyArray {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER =
            Pattern.compile("\\s*\\{\\s*'descr':\\s*'([<>|=])([fiubU])(\\d+)',\\s*'fortran_order':\\s*(True|False),"
                    + "\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");
    private static final int PIECE_BYTES = 1 << 30;
    private static final int LARGEST_HEADER = 1 << 16;
    private static final int BYTES_PER_CHARACTER = 4;

    private final String name;
    private final char kind;
    private final int width;
    private final List<Integer> shape;
    private final boolean fortranOrder;
    private final ByteBuffer[] pieces;
    private final int elementsPerPiece;

    /** @throws dev.descent.datasets.InvalidDataset if it is no array of numbers, truth values or (unicode) texts */
    NpyArray(String name, Path file) throws IOException {
        this.name = name;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer start = ByteBuffer.allocate(LARGEST_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            while (start.hasRemaining() && channel.read(start) >= 0) {
                // Reads until the buffer is full or the file ends.
            }
            start.flip();
            byte[] magic = new byte[MAGIC.length];
            if (start.remaining() < 12) {
                throw malformed("is too short for an NPY array");
            }
            start.get(magic);
            int version = start.get();
            start.get();
            int length = version == 1 ? start.getShort() & 0xFFFF : start.getInt();
            if (!Arrays.equals(magic, MAGIC) || length < 0 || length > start.remaining()) {
                throw malformed("is no NPY array");
            }
            int data = start.position() + length;
            byte[] header = new byte[length];
            start.get(header);
            Matcher matcher = HEADER.matcher(new String(header, StandardCharsets.UTF_8));
            if (!matcher.matches()) {
                throw malformed(
                        "is an array of a kind that cannot be read; allowed are numbers, truth values and texts");
            }
            kind = matcher.group(2).charAt(0);
            int size = number(matcher.group(3));
            width = kind == 'U' ? Math.multiplyExact(size, BYTES_PER_CHARACTER) : size;
            fortranOrder = matcher.group(4).equals("True");
            shape = new ArrayList<>();
            for (String extent : matcher.group(5).split(",")) {
                if (!extent.isBlank()) {
                    shape.add(number(extent.trim()));
                }
            }
            if (!("fiu".indexOf(kind) >= 0 && List.of(1, 2, 4, 8).contains(size) && !(kind == 'f' && size < 4)
                    || kind == 'b' && size == 1
                    || kind == 'U' && size > 0 && size < 10_000)) {
                throw malformed("has elements of type " + kind + size + ", which cannot be read");
            }
            if (channel.size() - data != size() * width) {
                throw malformed("is cut short: " + (channel.size() - data) + " bytes instead of " + size() * width);
            }
            ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            elementsPerPiece = PIECE_BYTES / width;
            pieces = new ByteBuffer[(int) ((size() + elementsPerPiece - 1) / elementsPerPiece)];
            for (int i = 0; i < pieces.length; i++) {
                long from = (long) i * elementsPerPiece;
                long count = Math.min(elementsPerPiece, size() - from);
                pieces[i] = channel.map(MapMode.READ_ONLY, data + from * width, count * width)
                        .order(order);
            }
        }
    }

    private int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw malformed("has the extent " + digits + ", which is too large");
        }
    }

    private RuntimeException malformed(String why) {
        return Faults.one(Faults.pointer("file", "arrays", name), "malformed_file", "the array " + name + " " + why);
    }

    String name() {
        return name;
    }

    List<Integer> shape() {
        return shape;
    }

    boolean isText() {
        return kind == 'U';
    }

    boolean isLogical() {
        return kind == 'b';
    }

    boolean isByte() {
        return kind == 'u' && width == 1;
    }

    boolean isFloat() {
        return kind == 'f';
    }

    /** How many elements it has. */
    long size() {
        try {
            long size = 1;
            for (int extent : shape) {
                size = Math.multiplyExact(size, extent);
            }
            Math.multiplyExact(size, width);
            return size;
        } catch (ArithmeticException e) {
            throw malformed("is too large");
        }
    }

    /** How far apart neighbours along each axis are, in elements. */
    long[] strides() {
        long[] strides = new long[shape.size()];
        long stride = 1;
        for (int i = 0; i < strides.length; i++) {
            int axis = fortranOrder ? i : strides.length - 1 - i;
            strides[axis] = stride;
            stride *= shape.get(axis);
        }
        return strides;
    }

    /** A number, or 0 or 1 for a truth value, by its place in the file. */
    double number(long index) {
        ByteBuffer piece = pieces[(int) (index / elementsPerPiece)];
        int at = (int) (index % elementsPerPiece) * width;
        if (kind == 'f') {
            return width == 4 ? piece.getFloat(at) : piece.getDouble(at);
        }
        boolean unsigned = kind == 'u';
        return switch (width) {
            case 1 -> unsigned ? piece.get(at) & 0xFF : piece.get(at);
            case 2 -> unsigned ? piece.getShort(at) & 0xFFFF : piece.getShort(at);
            case 4 -> unsigned ? piece.getInt(at) & 0xFFFFFFFFL : piece.getInt(at);
            default -> unsigned ? unsigned(piece.getLong(at)) : piece.getLong(at);
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }

    /** A text by its place in the file, without the zeros that fill it up. */
    String text(long index) {
        ByteBuffer piece = pieces[(int) (index / elementsPerPiece)];
        int at = (int) (index % elementsPerPiece) * width;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < width; i += BYTES_PER_CHARACTER) {
            int codePoint = piece.getInt(at + i);
            if (codePoint != 0 && Character.isValidCodePoint(codePoint)) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }
}
