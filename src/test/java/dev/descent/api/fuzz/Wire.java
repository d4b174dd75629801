package dev.descent.api.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP byte by byte, so that nothing repairs what is wrong. */
final class Wire {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int STREAM_MILLIS = 300;
    private static final int STREAM_BYTES = 16 << 10;

    private final int port;
    private final byte[] login;

    /** Without a login. */
    Wire(int port) {
        this(port, "");
    }

    /** @param headers of every request, each with its line end */
    Wire(int port, String headers) {
        this.port = port;
        this.login = headers.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * An answer.
     *
     * @param headers by lower-case name; of several with one name the last
     * @param whole whether the body was read to its end
     */
    record Answer(int status, Map<String, String> headers, byte[] body, boolean whole) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        boolean isStream() {
            return header("content-type").startsWith("text/event-stream");
        }
    }

    /** Of an event stream the beginning alone. */
    Answer exchange(byte[] request) throws IOException {
        return exchange(request, "");
    }

    /**
     * @param awaited of an event stream all up to this text is read, or to its end; if it is empty, the beginning alone
     * @throws SocketTimeoutException if the answer takes too long
     */
    Answer exchange(byte[] request, String awaited) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
            boolean sent = send(socket, loggedIn(request));
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] piece = new byte[1 << 16];
            boolean whole = true;
            boolean begun = false;
            try {
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    all.write(piece, 0, read);
                    if (System.nanoTime() > deadline || begun && all.size() > STREAM_BYTES) {
                        throw new SocketTimeoutException("the answer goes on and on");
                    }
                    if (begunStream(all)) {
                        if (awaited.isEmpty() && !begun) {
                            begun = true;
                            deadline = System.nanoTime() + STREAM_MILLIS * 1_000_000L;
                            socket.setSoTimeout(STREAM_MILLIS);
                        } else if (!awaited.isEmpty()
                                && all.toString(StandardCharsets.UTF_8).contains(awaited)) {
                            whole = false;
                            break;
                        }
                    }
                }
            } catch (SocketTimeoutException e) {
                if (!begun) {
                    throw e;
                }
                whole = false;
            } catch (IOException e) {
                // A server that does not want the rest of a request may cut the connection after its answer.
                if (sent || all.size() == 0) {
                    throw e;
                }
            }
            return parse(all.toByteArray(), whole);
        }
    }

    /** After the request line, which none of a request's oddities leaves out. */
    private byte[] loggedIn(byte[] request) {
        int line = 0;
        while (line < request.length && request[line] != '\n') {
            line++;
        }
        int head = Math.min(request.length, line + 1);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(request, 0, head);
        whole.writeBytes(login);
        whole.write(request, head, request.length - head);
        return whole.toByteArray();
    }

    private static boolean send(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean begunStream(ByteArrayOutputStream all) {
        String text = all.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        return end >= 0 && text.substring(0, end).toLowerCase(Locale.ROOT).contains("content-type: text/event-stream");
    }

    private static Answer parse(byte[] bytes, boolean whole) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int start = 0;
        while (text.startsWith("HTTP/1.1 100", start)) {
            start = text.indexOf("\r\n\r\n", start) + 4;
        }
        int end = text.indexOf("\r\n\r\n", start);
        if (end < 0 || !text.startsWith("HTTP/1.1 ", start)) {
            throw new IOException("no HTTP answer: \"" + text.substring(0, Math.min(text.length(), 200)) + "\"");
        }
        String[] lines = text.substring(start, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        String body = text.substring(end + 4);
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            body = dechunked(body);
        }
        return new Answer(Integer.parseInt(lines[0].substring(9, 12)), headers, Mutations.latin(body), whole);
    }

    private static String dechunked(String body) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int line = body.indexOf("\r\n", at);
            int size = line < 0 ? 0 : Integer.parseInt(body.substring(at, line).trim(), 16);
            if (size == 0) {
                break;
            }
            int from = line + 2;
            whole.append(body, from, Math.min(body.length(), from + size));
            at = from + size + 2;
        }
        return whole.toString();
    }
}
