package dev.descent.storage.s3;

import dev.descent.storage.CorruptFile;
import dev.descent.storage.StorageUnavailable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
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
final class Bucket implements AutoCloseable {
    /** Larger files go in parts: a request that fails is repeated, and one object may have 10,000 of them. */
    private static final long PART_BYTES = 64 << 20;

    private static final int PAGE_KEYS = 1000;
    private static final String DIGEST = "sha256";
    /** Who comes while a silent service is waited for need not wait for it again. */
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(5);

    private final S3Client client;
    private final S3Settings settings;
    private final BucketMeters meters;
    private final long partBytes;
    private final int pageKeys;
    private volatile long silentUntil = System.nanoTime();

    Bucket(S3Settings settings, BucketMeters meters) {
        this(settings, meters, PART_BYTES, PAGE_KEYS);
    }

    /**
     * @param partBytes how much one request may send
     * @param pageKeys how many keys one may answer
     */
    Bucket(S3Settings settings, BucketMeters meters, long partBytes, int pageKeys) {
        this.settings = settings;
        this.meters = meters;
        this.partBytes = partBytes;
        this.pageKeys = pageKeys;
        client = S3Clients.of(settings);
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
                requireTag(client.putObject(
                                put -> put.bucket(settings.bucket())
                                        .key(key)
                                        .metadata(Map.of(DIGEST, digest))
                                        .contentMD5(whole.md5()),
                                whole.body())
                        .eTag());
            } else {
                putInParts(key, whole, digest);
            }
            return key;
        });
        meters.sent(whole.length());
    }

    /** Something in between may answer for the service: its "200 OK" to everything is no promise. */
    private static void requireTag(@Nullable String tag) {
        if (tag == null) {
            throw SdkClientException.create("what answered is no service like S3: an object has an ETag");
        }
    }

    private void putInParts(String key, FilePart whole, String digest) {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(settings.bucket()).key(key).metadata(Map.of(DIGEST, digest)))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < whole.length(); from += partBytes) {
                int number = parts.size() + 1;
                FilePart some = new FilePart(whole.file(), from, Math.min(partBytes, whole.length() - from));
                String tag = client.uploadPart(
                                part -> part.bucket(settings.bucket())
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(some.md5()),
                                some.body())
                        .eTag();
                requireTag(tag);
                parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            }
            requireTag(client.completeMultipartUpload(complete -> complete.bucket(settings.bucket())
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(parts)))
                    .eTag());
        } catch (RuntimeException e) {
            try {
                // Parts without an object are not listed, but paid for.
                client.abortMultipartUpload(
                        abort -> abort.bucket(settings.bucket()).key(key).uploadId(upload));
            } catch (RuntimeException unfinished) {
                e.addSuppressed(unfinished);
            }
            throw e;
        }
    }

    void put(String key, String text) {
        timed(
                "put",
                () -> client.putObject(
                        put -> put.bucket(settings.bucket()).key(key),
                        RequestBody.fromString(text, StandardCharsets.UTF_8)));
    }

    Optional<String> text(String key) {
        return timed("get", () -> {
            try {
                return Optional.of(client.getObjectAsBytes(
                                get -> get.bucket(settings.bucket()).key(key))
                        .asUtf8String());
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
     */
    boolean get(String key, Path target) {
        Optional<Long> size = timed("get", () -> {
            try {
                return Optional.of(client.getObject(
                        get -> get.bucket(settings.bucket()).key(key),
                        (response, content) -> write(response, content, target)));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
        size.ifPresent(meters::received);
        return size.isPresent();
    }

    /** A failure to read makes the client ask again, from the beginning. */
    private long write(GetObjectResponse response, InputStream content, Path target) {
        MessageDigest sha256 = FilePart.messageDigest("SHA-256");
        long size;
        try (FileOutputStream out = new FileOutputStream(target.toFile())) {
            size = new DigestInputStream(content, sha256).transferTo(out);
            out.getFD().sync();
        } catch (IOException e) {
            throw RetryableException.create(String.valueOf(e.getMessage()), e);
        }
        if (!HexFormat.of()
                .formatHex(sha256.digest())
                .equals(response.metadata().get(DIGEST))) {
            throw new CorruptFile("an object in " + place() + " is not what was stored: its digest is another");
        }
        return size;
    }

    void delete(String key) {
        timed(
                "delete",
                () -> client.deleteObject(
                        delete -> delete.bucket(settings.bucket()).key(key)));
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
                    .maxKeys(pageKeys));
            requireListing(found);
            return new Page(found.contents(), found.nextContinuationToken());
        });
    }

    /** Asks for something, to see whether the bucket answers. */
    void check() {
        timed("list", () -> {
            requireListing(client.listObjectsV2(list ->
                    list.bucket(settings.bucket()).prefix(settings.keyPrefix()).maxKeys(1)));
            return true;
        });
    }

    private static void requireListing(ListObjectsV2Response answer) {
        if (answer.name() == null) {
            throw SdkClientException.create("what answered is no service like S3: a listing names its bucket");
        }
    }

    private <T> T timed(String operation, Supplier<T> request) {
        long begin = System.nanoTime();
        if (begin - silentUntil < 0) {
            throw new StorageUnavailable(place() + " cannot be reached: it was silent a moment ago");
        }
        boolean answered = false;
        try {
            T answer = request.get();
            answered = true;
            return answer;
        } catch (S3Exception e) {
            throw new StorageUnavailable(place() + " refuses to " + operation + ": " + e.getMessage(), e);
        } catch (SdkException e) {
            if (CorruptFile.isBehind(e)) {
                throw new CorruptFile(String.valueOf(e.getMessage()), e);
            }
            long end = System.nanoTime();
            if (end - begin > S3Clients.SILENCE.toNanos()) {
                silentUntil = end + AFTER_SILENCE.toNanos();
            }
            throw new StorageUnavailable(place() + " cannot be reached: " + e.getMessage(), e);
        } finally {
            meters.asked(operation, answered, System.nanoTime() - begin);
        }
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
        client.close();
    }
}
