package dev.descent.datasets.reading;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into columns on the disk: takes cells row by row, gives them back column by column.
 *
 * <p>One file of blocks; a column is a list of blocks. So the memory it needs does not grow with the rows, and the number
 * of open files not with the columns.
 */
final class ColumnSpool implements Closeable {
    private static final int BUFFERS = 32 << 20;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final int SMALLEST_BLOCK = 1 << 12;
    private static final int MISSING = -1;

    private final FileChannel channel;
    private final long limit;
    private final List<Column> columns = new ArrayList<>();

    /** @param limit bytes that all columns together may have */
    ColumnSpool(Path file, int count, long limit) throws IOException {
        this.limit = limit;
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        int block = Math.max(Math.min(BUFFERS / count, LARGEST_BLOCK), SMALLEST_BLOCK);
        for (int i = 0; i < count; i++) {
            columns.add(new Column(ByteBuffer.allocate(block)));
        }
    }

    void number(int column, double value) throws IOException {
        columns.get(column).data.writeDouble(value);
    }

    void text(int column, @Nullable String value) throws IOException {
        DataOutputStream data = columns.get(column).data;
        if (value == null) {
            data.writeInt(MISSING);
        } else {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            data.writeInt(bytes.length);
            data.write(bytes);
        }
    }

    /** Called after the last row. */
    void finish() throws IOException {
        for (Column column : columns) {
            column.spill();
        }
    }

    void numbers(int column, long rows, Columns.NumberSink sink) throws IOException {
        DataInputStream data = columns.get(column).read();
        for (long row = 0; row < rows; row++) {
            sink.accept(data.readDouble());
        }
    }

    void texts(int column, long rows, Columns.TextSink sink) throws IOException {
        DataInputStream data = columns.get(column).read();
        for (long row = 0; row < rows; row++) {
            int length = data.readInt();
            if (length == MISSING) {
                sink.accept(null);
            } else {
                byte[] bytes = data.readNBytes(length);
                if (bytes.length < length) {
                    throw new EOFException("the spool is cut short");
                }
                sink.accept(new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private record Block(long position, int length) {}

    private final class Column extends OutputStream {
        private final ByteBuffer buffer;
        private final List<Block> blocks = new ArrayList<>();
        private final DataOutputStream data = new DataOutputStream(this);

        Column(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void write(int value) throws IOException {
            if (!buffer.hasRemaining()) {
                spill();
            }
            buffer.put((byte) value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (!buffer.hasRemaining()) {
                    spill();
                }
                int part = Math.min(buffer.remaining(), length - done);
                buffer.put(bytes, offset + done, part);
                done += part;
            }
        }

        private void spill() throws IOException {
            buffer.flip();
            long end = channel.size();
            if (end + buffer.remaining() > limit) {
                throw Faults.one(
                        "/file", "too_large", "the values of the file need more than the allowed " + limit + " bytes");
            }
            blocks.add(new Block(end, buffer.remaining()));
            channel.position(end);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }

        private DataInputStream read() {
            return new DataInputStream(new BufferedInputStream(new Blocks(blocks), LARGEST_BLOCK));
        }
    }

    private final class Blocks extends InputStream {
        private final List<Block> blocks;
        private int next;
        private ByteBuffer current = ByteBuffer.allocate(0);

        Blocks(List<Block> blocks) {
            this.blocks = blocks;
        }

        @Override
        public int read() throws IOException {
            return more() ? current.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!more()) {
                return -1;
            }
            int part = Math.min(length, current.remaining());
            current.get(into, offset, part);
            return part;
        }

        private boolean more() throws IOException {
            while (!current.hasRemaining() && next < blocks.size()) {
                Block block = blocks.get(next++);
                current = ByteBuffer.allocate(block.length());
                while (current.hasRemaining()) {
                    if (channel.read(current, block.position() + current.position()) < 0) {
                        throw new EOFException("the spool is cut short");
                    }
                }
                current.flip();
            }
            return current.hasRemaining();
        }
    }
}
