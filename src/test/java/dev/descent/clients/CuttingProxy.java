package dev.descent.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before the server and cuts the first answer to an upload before, and the first event stream after it has begun. */
final class CuttingProxy implements AutoCloseable {
    /** Of a stream: its head and some events, of which there are more. */
    private static final int BYTES_OF_STREAM = 1500;

    private final ServerSocket listening;
    private final int server;
    private final List<String> cut = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    CuttingProxy(int server) throws IOException {
        this.server = server;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** What was cut, in order. */
    List<String> cut() {
        return List.copyOf(cut);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of both sides has gone, and so has the connection.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
            open.addAll(List.of(client, behind));
            Connection connection = new Connection(client, behind);
            start(connection::requests);
            start(connection::answers);
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket behind;
        private volatile String head = "";

        Connection(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void requests() throws IOException {
            try (client;
                    behind) {
                copy(client.getInputStream(), behind.getOutputStream(), true);
            }
        }

        void answers() throws IOException {
            try (client;
                    behind) {
                copy(behind.getInputStream(), client.getOutputStream(), false);
            }
        }

        private void copy(InputStream in, OutputStream out, boolean requests) throws IOException {
            byte[] buffer = new byte[8192];
            int passed = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (requests) {
                    String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                    head = text.startsWith("GET ") || text.startsWith("POST ") ? text : head;
                } else if (head.startsWith("POST /v1/datasets ") && !cut.contains("upload")) {
                    cut.add("upload");
                    return;
                } else if (head.contains("text/event-stream") && !cut.contains("stream")) {
                    int left = Math.min(n, BYTES_OF_STREAM - passed);
                    out.write(buffer, 0, left);
                    out.flush();
                    passed += left;
                    if (passed == BYTES_OF_STREAM) {
                        cut.add("stream");
                        return;
                    }
                    continue;
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
