package dev.descent.datasets.canonical;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A column of texts, read from the file one by one: texts are shown, never trained on. */
final class TextColumn {
    private final FileChannel channel;
    private final long texts;
    private final long ends;

    TextColumn(FileChannel channel, CanonicalFile.Extent extent, long rows) {
        this.channel = channel;
        this.texts = extent.offset();
        this.ends = extent.offset() + extent.length() - rows * Long.BYTES;
    }

    @Nullable
    String text(int row) {
        try {
            long end = end(row);
            if (end < 0) {
                return null;
            }
            long start = row == 0 ? 0 : end(row - 1);
            long from = start < 0 ? ~start : start;
            return StandardCharsets.UTF_8
                    .decode(CanonicalFile.read(channel, texts + from, Math.toIntExact(end - from)))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long end(int row) throws IOException {
        return CanonicalFile.read(channel, ends + (long) row * Long.BYTES, Long.BYTES)
                .getLong();
    }
}
