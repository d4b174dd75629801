package dev.descent.storage.s3;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.util.unit.DataSize;

/** In place of a service: answers every request with the bytes that a test says, header names as they are given. */
final class RawService implements AutoCloseable {
    /** No answer, while the connection stays open. */
    static final String SILENCE = "silence";
    /** The connection ends without an answer. */
    static final String HANG_UP = "hang up";

    /** What was asked for. */
    record Request(String method, String target, Map<String, String> headers, byte[] body) {}

    /** What a test says. */
    interface Answers {
        String to(Request request) throws IOException;
    }

    private final ServerSocket socket;
    private final Answers answers;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    /** In the order in which they came. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    RawService(Answers answers) {
        S3Service.logIn();
        this.answers = answers;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.add(socket);
        run(this::accept);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "raw-service");
        thread.setDaemon(true);
        thread.start();
    }

    /** An answer of HTTP; the connection ends with it. */
    static String answer(String status, String body, String... headers) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n"
                + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n" + body;
    }

    S3Settings settings() {
        return new S3Settings(
                S3Service.BUCKET, "", "http://127.0.0.1:" + socket.getLocalPort(), "", null, DataSize.ofGigabytes(1));
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                open.add(connection);
                run(() -> serve(connection));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(Socket connection) {
        try {
            Request request = read(connection);
            requests.add(request);
            String answer = answers.to(request);
            if (answer.equals(SILENCE)) {
                return;
            }
            if (!answer.equals(HANG_UP)) {
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
            connection.close();
        } catch (IOException e) {
            // Who asked has gone.
        }
    }

    private static Request read(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        String[] first = line(in).split(" ");
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (headers.containsKey("expect")) {
            connection.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Request(first[0], first[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("it has hung up");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        for (Closeable one : open) {
            try {
                one.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
