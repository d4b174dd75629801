package dev.descent.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Many open event streams of jobs, all read by one thread, which looks for the numbers of events alone. */
final class Streams implements AutoCloseable {
    private static final byte[] ID = "\nid:".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::read, "streams");
    private final AtomicLongArray seen;

    Streams(int port, List<String> jobs, int streams) throws IOException {
        seen = new AtomicLongArray(streams);
        for (int i = 0; i < streams; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request = "GET /v1/jobs/" + jobs.get(i % jobs.size())
                    + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Scan(i));
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Finds the numbers of events in the bytes of one stream. */
    private final class Scan {
        private final int stream;
        private int matched;
        private long number;

        private Scan(int stream) {
            this.stream = stream;
        }

        private void accept(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                if (matched == ID.length && next >= '0' && next <= '9') {
                    number = number * 10 + next - '0';
                } else {
                    if (matched == ID.length) {
                        seen.set(stream, number);
                    }
                    number = 0;
                    matched = matched < ID.length && next == ID[matched] ? matched + 1 : next == '\n' ? 1 : 0;
                }
            }
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (selector.isOpen()) {
                selector.select(key -> {
                    try {
                        buffer.clear();
                        if (((SocketChannel) key.channel()).read(buffer) < 0) {
                            key.cancel();
                        }
                        ((Scan) key.attachment()).accept(buffer.flip());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many streams have come at least so far. */
    int at(long number) {
        int count = 0;
        for (int i = 0; i < seen.length(); i++) {
            count += seen.get(i) >= number ? 1 : 0;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
