package dev.descent.storage.s3;

import dev.descent.storage.CorruptFile;
import dev.descent.storage.StorageUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket, spoken to in the least of S3's language, which all services know: no checksums of the protocol, which some
 * refuse. Every object has the SHA-256 digest of its content as metadata instead, and what arrives with another, or with
 * none, is not taken.
 */
class Bucket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);
    /** Larger files go in parts: a request that fails is repeated, and one object may have 10,000 of them. */
    private static final long PART_BYTES = 64 << 20;

    private static final int PAGE_KEYS = 1000;
    /** How often an object is asked for that arrives damaged. */
    private static final int TRIES = 3;

    private final S3Client client;
    private final S3Settings settings;
    private final BucketMeters meters;
    private final long partBytes;
    private final int pageKeys;
    private final Patience patience;
    private final Silence silence = new Silence();
    private volatile boolean closed;

    Bucket(S3Settings settings, BucketMeters meters) {
        this(settings, meters, PART_BYTES, PAGE_KEYS, Patience.USUAL);
    }

    /**
     * @param partBytes how much one request may send
     * @param pageKeys how many keys one may answer
     */
    Bucket(S3Settings settings, BucketMeters meters, long partBytes, int pageKeys, Patience patience) {
        this.settings = settings;
        this.meters = meters;
        this.partBytes = partBytes;
        this.pageKeys = pageKeys;
        this.patience = patience;
        client = S3Clients.of(settings, patience);
    }

    /** For people. */
    String place() {
        return settings.place();
    }

    /** Stores a file. All of it is there when this returns, or nothing. */
    void put(String key, Path file) {
        FilePart whole = new FilePart(file, 0, size(file));
        String digest = whole.sha256();
        timed("put", () -> {
            if (whole.length() <= partBytes) {
                Download.requireTag(client.putObject(
                                put -> put.bucket(settings.bucket())
                                        .key(key)
                                        .metadata(Map.of(Download.DIGEST, digest))
                                        .contentMD5(whole.md5()),
                                whole.body())
                        .eTag());
            } else {
                new PartsUpload(client, settings.bucket(), patience, partBytes).put(key, whole, digest);
            }
            return key;
        });
        meters.sent(whole.length());
    }

    void put(String key, String text) {
        timed(
                "put",
                () -> client.putObject(
                        put -> put.bucket(settings.bucket())
                                .key(key)
                                .metadata(Map.of(Download.DIGEST, sha256(text)))
                                .overrideConfiguration(patience.few()),
                        RequestBody.fromString(text, StandardCharsets.UTF_8)));
    }

    private static String sha256(String text) {
        return HexFormat.of()
                .formatHex(FilePart.messageDigest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param isSealed whether its digest came with it */
    record Text(String content, boolean isSealed) {}

    Optional<Text> text(String key) {
        return timed("get", () -> {
            try {
                ResponseBytes<GetObjectResponse> object = client.getObjectAsBytes(
                        get -> get.bucket(settings.bucket()).key(key).overrideConfiguration(patience.few()));
                String content = object.asUtf8String();
                Optional<String> digest = Download.digest(object.response());
                return Optional.of(new Text(content, digest.equals(Optional.of(sha256(content)))));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    /**
     * Writes an object to a file, which is empty.
     *
     * @return whether there is such an object
     * @throws CorruptFile if it is not what was stored
     * @throws CopyFailed if the file cannot be written
     */
    boolean get(String key, Path target) {
        for (int left = TRIES - 1; left > 0; left--) {
            try {
                return getOnce(key, target);
            } catch (CorruptFile e) {
                // It may have been damaged on its way, or something in between has answered.
                LOG.warn("{}: {}; asked for again", key, e.getMessage());
            }
        }
        return getOnce(key, target);
    }

    private boolean getOnce(String key, Path target) {
        Optional<Long> size = timed("get", () -> {
            try {
                return Optional.of(
                        client.getObject(get -> get.bucket(settings.bucket()).key(key), new Download(target, place())));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
        size.ifPresent(meters::received);
        return size.isPresent();
    }

    void delete(String key) {
        timed(
                "delete",
                () -> client.deleteObject(
                        delete -> delete.bucket(settings.bucket()).key(key).overrideConfiguration(patience.few())));
    }

    /** @param next what to ask for the next ones with; null if there are none */
    record Page(List<S3Object> objects, @Nullable String next) {}

    /**
     * Some of the objects whose keys begin so, in the order of their keys.
     *
     * @param from null for the first ones
     */
    Page list(String prefix, @Nullable String from) {
        return timed("list", () -> {
            ListObjectsV2Response found = client.listObjectsV2(list -> list.bucket(settings.bucket())
                    .prefix(prefix)
                    .continuationToken(from)
                    .maxKeys(pageKeys)
                    .overrideConfiguration(patience.few()));
            requireListing(found);
            return new Page(
                    found.contents().stream()
                            .filter(object -> isPlace(object.key()))
                            .toList(),
                    found.nextContinuationToken());
        });
    }

    /** Other keys would lead to files elsewhere; they are not ours. */
    private static boolean isPlace(String key) {
        return Stream.of(key.split("/")).noneMatch(name -> name.equals("..") || name.equals("."));
    }

    /** Asks for something, to see whether the bucket answers. */
    void check() {
        timed("list", () -> {
            requireListing(client.listObjectsV2(list -> list.bucket(settings.bucket())
                    .prefix(settings.keyPrefix())
                    .maxKeys(1)
                    .overrideConfiguration(patience.few())));
            return true;
        });
    }

    private static void requireListing(ListObjectsV2Response answer) {
        if (answer.name() == null) {
            throw SdkClientException.create("what answered is no service like S3: a listing names its bucket");
        }
    }

    private <T> T timed(String operation, Supplier<T> request) {
        if (!silence.mayAsk()) {
            throw new StorageUnavailable(place() + " cannot be reached: it was silent a moment ago");
        }
        long begin = System.nanoTime();
        boolean answered = false;
        try {
            T answer = request.get();
            answered = true;
            silence.answered();
            return answer;
        } catch (S3Exception e) {
            silence.answered();
            throw new StorageUnavailable(place() + " refuses to " + operation + ": " + e.getMessage(), e);
        } catch (SdkException e) {
            throw failed(e);
        } catch (IllegalStateException | RejectedExecutionException e) {
            if (!closed) {
                throw e;
            }
            // Who still asks has not noticed that this process ends.
            throw new StorageUnavailable(place() + " cannot be reached any more: " + e.getMessage(), e);
        } finally {
            meters.asked(operation, answered, System.nanoTime() - begin);
        }
    }

    /** What {@link Download} throws arrives inside of what the client says. */
    private RuntimeException failed(SdkException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptFile || cause instanceof CopyFailed) {
                silence.answered();
                return (RuntimeException) cause;
            }
        }
        silence.failed(failure);
        return new StorageUnavailable(place() + " cannot be reached: " + failure.getMessage(), failure);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
