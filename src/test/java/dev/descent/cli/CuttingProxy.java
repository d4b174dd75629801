package dev.descent.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and the server, and cuts connections. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket socket;
    private final URI server;
    private final Queue<Integer> cuts = new ConcurrentLinkedQueue<>();
    private final List<ByteArrayOutputStream> sent = new CopyOnWriteArrayList<>();

    /** @param cuts after how many bytes of answers the first connections are cut; those after them are not */
    CuttingProxy(String server, Integer... cuts) throws IOException {
        this.server = URI.create(server);
        this.cuts.addAll(List.of(cuts));
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** How many connections are still to be cut. */
    int left() {
        return cuts.size();
    }

    /** What the client sent, for each connection. */
    List<String> sent() {
        return sent.stream()
                .map(bytes -> bytes.toString(StandardCharsets.UTF_8))
                .toList();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = socket.accept();
            Socket upstream = new Socket(server.getHost(), server.getPort());
            Integer cut = cuts.poll();
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            sent.add(record);
            start(() -> pump(client, upstream, Integer.MAX_VALUE, record));
            start(() -> pump(upstream, client, cut == null ? Integer.MAX_VALUE : cut, new ByteArrayOutputStream()));
        }
    }

    private static void pump(Socket from, Socket to, int most, ByteArrayOutputStream record) throws IOException {
        byte[] buffer = new byte[4096];
        int left = most;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int passed = Math.min(read, left);
                synchronized (record) {
                    record.write(buffer, 0, passed);
                }
                out.write(buffer, 0, passed);
                left -= passed;
                if (left == 0) {
                    return;
                }
            }
        }
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // An end of the connection has gone, or the proxy.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** What a thread does. */
    private interface Work {
        void run() throws IOException;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
