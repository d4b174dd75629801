package dev.descent.datasets.canonical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * A column of values of one width, mapped into memory.
 *
 * <p>A buffer holds at most 2 GiB, so a longer column is mapped in pieces of a power of two rows each: the piece of a row
 * is a shift, its place in the piece a mask.
 */
final class MappedColumn {
    private static final int PIECE_BYTES = 1 << 30;

    private final ByteBuffer[] pieces;
    private final int width;
    private final int shift;
    private final int mask;

    MappedColumn(FileChannel channel, CanonicalFile.Extent extent, int width, long rows) throws IOException {
        this(channel, extent, width, rows, PIECE_BYTES);
    }

    MappedColumn(FileChannel channel, CanonicalFile.Extent extent, int width, long rows, int pieceBytes)
            throws IOException {
        int rowsPerPiece = Integer.highestOneBit(Math.max(pieceBytes / width, 1));
        this.width = width;
        this.shift = Integer.numberOfTrailingZeros(rowsPerPiece);
        this.mask = rowsPerPiece - 1;
        this.pieces = new ByteBuffer[(int) ((rows + mask) >>> shift)];
        for (int i = 0; i < pieces.length; i++) {
            long from = (long) i << shift;
            long bytes = Math.min(rowsPerPiece, rows - from) * width;
            pieces[i] = channel.map(MapMode.READ_ONLY, extent.offset() + from * width, bytes)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    double number(int row) {
        return pieces[row >>> shift].getDouble((row & mask) * Double.BYTES);
    }

    int code(int row) {
        return pieces[row >>> shift].getInt((row & mask) * Integer.BYTES);
    }

    void bytes(int row, byte[] into) {
        pieces[row >>> shift].get((row & mask) * width, into, 0, width);
    }
}
