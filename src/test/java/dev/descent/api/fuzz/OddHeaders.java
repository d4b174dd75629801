package dev.descent.api.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Headers that clients send by mistake, or to try something. */
final class OddHeaders {
    private static final String RANGES = "bytes=" + "0-1,".repeat(300) + "2-3";

    private static final List<Map.Entry<String, String>> HEADERS = List.of(
            Map.entry("Idempotency-Key", "fuzz-1"),
            Map.entry("Idempotency-Key", "fuzz-1"),
            Map.entry("Idempotency-Key", ""),
            Map.entry("Idempotency-Key", "with space"),
            Map.entry("Idempotency-Key", "k".repeat(256)),
            Map.entry("Idempotency-Key", "\u00fc\u65e5"),
            Map.entry("Last-Event-ID", "3"),
            Map.entry("Last-Event-ID", "-1"),
            Map.entry("Last-Event-ID", "abc"),
            Map.entry("Last-Event-ID", ""),
            Map.entry("Last-Event-ID", "9".repeat(30)),
            Map.entry("If-None-Match", "*"),
            Map.entry("If-None-Match", "@{etag:catalog}"),
            Map.entry("If-None-Match", "@{etag:file}"),
            Map.entry("If-None-Match", "W/\"x\", \"y\""),
            Map.entry("If-None-Match", "no quotes"),
            Map.entry("If-Match", "\"x\""),
            Map.entry("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT"),
            Map.entry("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),
            Map.entry("If-Modified-Since", "yesterday"),
            Map.entry("If-Range", "\"x\""),
            Map.entry("Range", "bytes=0-3"),
            Map.entry("Range", "bytes=-5"),
            Map.entry("Range", "bytes=5-2"),
            Map.entry("Range", "bytes=999999999-"),
            Map.entry("Range", "bytes=0-0,2-3"),
            Map.entry("Range", "items=1-2"),
            Map.entry("Range", "bytes=abc"),
            Map.entry("Range", RANGES),
            Map.entry("X-Request-Id", "mine"),
            Map.entry("X-Request-Id", "<script>"),
            Map.entry("X-Request-Id", "i".repeat(500)),
            Map.entry("Sec-Fetch-Site", "cross-site"),
            Map.entry("Sec-Fetch-Site", "same-origin"),
            Map.entry("Origin", "http://example.org"),
            Map.entry("Access-Control-Request-Method", "POST"),
            Map.entry("Cookie", "a=\"b; c=\u0001"),
            Map.entry("Authorization", "Bearer x"),
            Map.entry("Expect", "100-continue"),
            Map.entry("Expect", "the impossible"),
            Map.entry("Content-Encoding", "gzip"),
            Map.entry("X-HTTP-Method-Override", "DELETE"),
            Map.entry("X-Forwarded-Host", "example.org"),
            Map.entry("X-Forwarded-Prefix", "/../x"),
            Map.entry("Forwarded", "for=\"_x\";host=example.org"),
            Map.entry("Accept-Language", "xx-\u00fc;q=7"),
            Map.entry("Accept-Encoding", "gzip;q=nonsense"),
            Map.entry("Accept-Charset", "utf-7"),
            Map.entry("X-Long", "x".repeat(7_000)),
            Map.entry("X-Longer", "x".repeat(20_000)),
            Map.entry("Host", "second"),
            Map.entry("Bad Name", "x"),
            Map.entry("", "nameless"),
            Map.entry("Upgrade", "h2c"),
            Map.entry("Te", "trailers"));

    private static final List<Map.Entry<String, String>> OF_FILES = HEADERS.stream()
            .filter(header -> header.getKey().matches("Range|If-.*"))
            .toList();

    private OddHeaders() {}

    /** Declares what each explains. */
    static void add(Operation operation, List<Map.Entry<String, String>> headers, Set<Integer> allowed, Random random) {
        boolean ofFile = operation.answers().containsKey(304) && random.nextInt(3) > 0;
        Map.Entry<String, String> header = Oddities.of(ofFile ? OF_FILES : HEADERS, random);
        headers.add(header);
        // A head that cannot be read, or a parameter among the headers that breaks a rule.
        allowed.add(400);
        if (header.getKey().equals("Expect")) {
            allowed.add(417);
        } else if (header.getKey().equals("Sec-Fetch-Site")) {
            allowed.add(403);
        }
    }

    static String accept(Random random) {
        return Oddities.of(
                List.of(
                        "*/*",
                        "application/json",
                        "text/html",
                        "application/*;q=0",
                        "text/event-stream",
                        "application/problem+json",
                        "application/json;q=2",
                        "application/json;charset=utf-16",
                        "garbage",
                        ";;;",
                        "image/*, text/plain;q=0.1",
                        "",
                        ",".repeat(2000)),
                random);
    }

    /** An empty one is not sent. */
    static String contentType(Random random) {
        return Oddities.of(
                List.of(
                        "",
                        "text/plain",
                        "application/json;charset=utf-16",
                        "application/json;charset=iso-8859-1",
                        "application/json;charset=nonsense",
                        "application/merge-patch+json",
                        "application/xml",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data",
                        "multipart/form-data; boundary=",
                        "multipart/form-data; boundary=" + "b".repeat(5000),
                        "multipart/form-data; boundary=" + Uploads.BOUNDARY + "; charset=nonsense",
                        "multipart/mixed; boundary=" + Uploads.BOUNDARY,
                        "garbage",
                        "application/*",
                        "*/*",
                        ";"),
                random);
    }
}
