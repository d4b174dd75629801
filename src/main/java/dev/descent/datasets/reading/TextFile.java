package dev.descent.datasets.reading;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Makes sure that a file is UTF-8 text before anything tries to understand it. */
final class TextFile {
    private static final int BUFFER = 1 << 16;

    /** Expands a gzip file into {@code to}, within the limits of {@code budget}. */
    static void gunzip(Path file, Path to, ExpansionBudget budget) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), BUFFER);
                OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                budget.spend(n);
                out.write(buffer, 0, n);
            }
        } catch (ZipException | EOFException e) {
            throw Faults.one("/file", "malformed_file", "the file is named .gz but is no whole gzip file");
        }
    }

    /**
     * The file, or a copy of it in {@code work} without a byte order mark and with one kind of line break, if it needs one.
     *
     * @throws dev.descent.datasets.InvalidDataset if it is empty, has zero bytes or is not UTF-8
     */
    static Path normal(Path file, Path work) throws IOException {
        if (new TextFile().check(file)) {
            return file;
        }
        Path copy = work.resolve("normal");
        try (Reader in = Files.newBufferedReader(file);
                Writer out = Files.newBufferedWriter(copy)) {
            int before = '\uFEFF';
            for (int c = in.read(); c >= 0; before = c, c = in.read()) {
                boolean mark = c == '\uFEFF' && before == '\uFEFF';
                boolean second = c == '\n' && before == '\r';
                if (!mark && !second) {
                    out.write(c == '\r' ? '\n' : c);
                }
            }
        }
        return copy;
    }

    private long line = 1;
    private boolean blank = true;
    private boolean marked;
    private char before;
    private boolean unixBreaks;
    private boolean windowsBreaks;
    private boolean oldBreaks;

    private TextFile() {}

    /** Whether it is normal as it is. */
    private boolean check(Path file) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer chars = CharBuffer.allocate(BUFFER);
        try (FileChannel channel = FileChannel.open(file)) {
            boolean end = false;
            while (!end) {
                end = channel.read(bytes) < 0;
                bytes.flip();
                CoderResult result = decoder.decode(bytes, chars, end);
                chars.flip();
                while (chars.hasRemaining()) {
                    see(chars.get());
                }
                if (result.isError()) {
                    throw Faults.one(
                            "/file",
                            "not_utf8",
                            String.format(
                                    "line %d has the byte 0x%02X, which is not UTF-8; save the file as UTF-8",
                                    line, bytes.get(bytes.position())));
                }
                chars.clear();
                bytes.compact();
            }
        }
        if (blank) {
            throw Faults.one("/file", "empty_file", "the file is empty");
        }
        oldBreaks |= before == '\r';
        return !marked && !oldBreaks && !(unixBreaks && windowsBreaks);
    }

    private void see(char c) {
        if (c == 0) {
            throw Faults.one(
                    "/file",
                    "not_text",
                    "line " + line + " has a zero byte: this is a binary file, not the text that its name says");
        }
        if (c == '\n') {
            line++;
            windowsBreaks |= before == '\r';
            unixBreaks |= before != '\r';
        } else if (before == '\r') {
            oldBreaks = true;
            line++;
        }
        marked |= c == '\uFEFF' && before == 0;
        blank &= Character.isWhitespace(c) || c == '\uFEFF';
        before = c;
    }
}
