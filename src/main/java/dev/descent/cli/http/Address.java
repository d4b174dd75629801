package dev.descent.cli.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which server, and as whom.
 *
 * @param base ends without a slash
 * @param key null without a login
 * @param project null for the key's own
 */
public record Address(
        String base, @Nullable String key, @Nullable String project) {
    /** @throws Failure unless the server is the address of one: a scheme may be left out */
    public static Address of(String server, @Nullable String key, @Nullable String project) {
        String url = server.contains("://") ? server : "http://" + server;
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw notAnAddress(server);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null
                || !(scheme.equals("http") || scheme.equals("https"))) {
            throw notAnAddress(server);
        }
        return new Address(url.replaceAll("/+$", ""), header("The API key", key), header("The project", project));
    }

    private static Failure notAnAddress(String server) {
        return new Failure(
                Exit.USAGE, "\"" + server + "\" is no address of a server, such as http://127.0.0.1:8080 is one.");
    }

    private static @Nullable String header(String what, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Failure(Exit.USAGE, what + " must be printable ASCII characters without spaces.");
        }
        return value;
    }

    /** Whether it is asked without TLS. */
    boolean isPlain() {
        return base.regionMatches(true, 0, "http:", 0, 5);
    }

    URI at(String path) {
        return URI.create(base + path);
    }

    /** A text as one segment of a path, or as a value of a query. */
    public static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
