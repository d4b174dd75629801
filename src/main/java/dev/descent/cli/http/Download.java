package dev.descent.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongConsumer;

/** A file of known length and digest, which is at its place either whole or not at all. */
public final class Download {
    private static final int TRIES = 6;
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** A server may have to fetch the file first. */
    private static final Duration TO_BEGIN = Duration.ofMinutes(10);
    /** A connection that is silent for so long counts as cut. */
    private static final Duration SILENCE = Duration.ofSeconds(60);
    /** What a server answers, or a proxy before it, that will be there again. */
    private static final Set<Integer> AWAY = Set.of(429, 502, 503, 504);

    private static final int CHUNK = 1 << 16;
    private static final int NAMED_DIGITS = 12;

    private final Api api;
    private final String path;
    private final Path target;
    private final Path part;
    private final long size;
    private final String digest;

    /** @param digest as {@code sha256:...} */
    public Download(Api api, String path, Path target, long size, String digest) {
        this.api = api;
        this.path = path;
        this.target = target;
        this.size = size;
        this.digest = digest;
        // What was left of another file of this name is not gone on with.
        String of = digest.substring(Math.max(0, digest.length() - NAMED_DIGITS));
        this.part = target.resolveSibling("." + target.getFileName() + "." + of + ".part");
    }

    public Path target() {
        return target;
    }

    public long size() {
        return size;
    }

    /** @throws Failure if another file is at its place that must not be overwritten */
    public void check(boolean force) {
        if (Files.isDirectory(target)) {
            throw new Failure(Exit.FAILED, target + " is a directory.");
        }
        if (!force && Files.exists(target) && !isThere()) {
            throw new Failure(Exit.FAILED, target + " is there already and differs; --force overwrites it.");
        }
    }

    /** @param progress is told how many bytes there are */
    public void run(LongConsumer progress) {
        try {
            if (isThere()) {
                return;
            }
            Files.createDirectories(target.toAbsolutePath().normalize().getParent());
            fetch(progress);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(Exit.FAILED, target + " cannot be written: " + e.getMessage());
        }
    }

    private boolean isThere() {
        try {
            return Files.isRegularFile(target)
                    && Files.size(target) == size
                    && Digests.sha256(target).equals(digest);
        } catch (IOException e) {
            return false;
        }
    }

    private void fetch(LongConsumer progress) throws IOException {
        boolean anew = false;
        for (int tries = 1; ; tries++) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            if (before > size) {
                Files.delete(part);
                before = 0;
            }
            if (before < size || size == 0) {
                receive(before, progress);
            }
            long now = Files.exists(part) ? Files.size(part) : 0;
            if (now == size) {
                if (Digests.sha256(part).equals(digest)) {
                    return;
                }
                Files.delete(part);
                if (anew) {
                    throw new Failure(Exit.FAILED, target.getFileName() + " did not arrive as it was sent.");
                }
                anew = true;
            } else if (now > before) {
                tries = 0;
            } else if (tries == TRIES) {
                throw api.unreachable(new IOException("nothing of " + target.getFileName() + " arrives"));
            }
            Api.pause(PAUSE);
        }
    }

    /** Appends what comes, until it ends or is cut. */
    private void receive(long from, LongConsumer progress) throws IOException {
        HttpRequest.Builder request = api.request(path);
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-").header("If-Range", "\"" + digest + "\"");
        }
        HttpResponse<InputStream> response;
        try {
            response = api.send(request.timeout(TO_BEGIN).build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            // Nothing arrived; it is tried again for a while.
            return;
        }
        try (InputStream body = response.body()) {
            if (AWAY.contains(response.statusCode())) {
                return;
            }
            if (response.statusCode() != 200 && response.statusCode() != 206) {
                throw api.refusal(response.statusCode(), body.readAllBytes());
            }
            append(body, response.statusCode() == 206 ? from : 0, progress);
        }
    }

    private void append(InputStream body, long from, LongConsumer progress) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long length = from;
        try (SilenceLimit limit = new SilenceLimit(body, SILENCE);
                OutputStream out = from > 0
                        ? Files.newOutputStream(part, StandardOpenOption.APPEND)
                        : Files.newOutputStream(part)) {
            progress.accept(length);
            for (int read = read(body, chunk); read > 0 && length <= size; read = read(body, chunk)) {
                limit.heard();
                out.write(chunk, 0, read);
                length += read;
                progress.accept(length);
            }
        }
    }

    /** A connection that is cut ends what was read. */
    private static int read(InputStream body, byte[] chunk) {
        try {
            return body.read(chunk);
        } catch (IOException e) {
            return -1;
        }
    }
}
