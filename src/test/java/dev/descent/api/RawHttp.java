package dev.descent.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests that no client library would send. */
final class RawHttp {
    private RawHttp() {}

    /** Everything that the server answers to this request line before it closes the connection. */
    static String exchange(Client client, String requestLine) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.port())) {
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A connection on which this request was begun; whoever asked for it closes it. */
    static Socket open(Client client, String requestLine, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.port());
        StringBuilder head = new StringBuilder(requestLine).append("\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        socket.getOutputStream().write(bytes(head.append("\r\n").toString()));
        return socket;
    }

    /** As a client that crashes: the server gets a reset instead of an end. */
    static void cut(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
