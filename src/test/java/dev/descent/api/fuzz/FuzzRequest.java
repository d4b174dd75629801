package dev.descent.api.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A request before the names of stored things in it are replaced by their ids.
 *
 * @param alsoAllowed statuses that the document does not declare, but that what is wrong with this request explains
 * @param elsewhere whether the path may lead to another operation, or to none
 */
record FuzzRequest(
        int number,
        Operation operation,
        String method,
        String target,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        Set<Integer> alsoAllowed,
        boolean elsewhere) {

    boolean allows(int status) {
        return elsewhere || operation.answers().containsKey(status) || alsoAllowed.contains(status);
    }

    /** As it goes over the wire. */
    byte[] bytes(UnaryOperator<String> resolve) {
        byte[] resolved = body;
        String latin = new String(body, StandardCharsets.ISO_8859_1);
        if (latin.contains("@{")) {
            resolved = Mutations.latin(resolve.apply(latin));
        }
        StringBuilder head = new StringBuilder(method + " " + resolve.apply(target) + " HTTP/1.1\r\n");
        for (Map.Entry<String, String> header : headers) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        if (resolved.length > 0 || !operation.bodyType().isEmpty()) {
            head.append("Content-Length: ").append(resolved.length).append("\r\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(resolve.apply(head.toString()).getBytes(StandardCharsets.UTF_8));
        out.writeBytes(Mutations.latin("Connection: close\r\n\r\n"));
        out.writeBytes(resolved);
        return out.toByteArray();
    }

    /** Bytes that anybody can read, and make a request of again with {@code printf}. */
    static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int shown = Math.min(bytes.length, 4000);
        for (int i = 0; i < shown; i++) {
            int b = bytes[i] & 0xff;
            if (b == '\n') {
                text.append("\\n\n");
            } else if (b == '\r') {
                text.append("\\r");
            } else if (b == '\\') {
                text.append("\\\\");
            } else if (b >= ' ' && b < 127) {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text + (shown < bytes.length ? "... " + bytes.length + " bytes in all" : "");
    }
}
