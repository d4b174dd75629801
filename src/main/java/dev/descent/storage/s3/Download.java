package dev.descent.storage.s3;

import dev.descent.storage.CorruptFile;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Writes an object to a file.
 *
 * @param place of the object, for people
 */
record Download(Path target, String place) implements ResponseTransformer<GetObjectResponse, Long> {
    /** The name of the digest among an object's metadata. */
    static final String DIGEST = "sha256";

    private static final int BUFFER = 1 << 16;

    @Override
    public Long transform(GetObjectResponse response, AbortableInputStream content) {
        Optional<String> stored = digest(response);
        MessageDigest sha256 = FilePart.messageDigest("SHA-256");
        long size = write(response, content, sha256);
        if (!stored.equals(Optional.of(HexFormat.of().formatHex(sha256.digest())))) {
            throw new CorruptFile("an object in " + place + " is not what was stored: its digest is another");
        }
        return size;
    }

    /** The digest that an object was stored with; AWS's client keeps the case of its name, which services change. */
    static Optional<String> digest(GetObjectResponse response) {
        SdkHttpResponse http = response.sdkHttpResponse();
        Optional<String> digest = http.firstMatchingHeader("x-amz-meta-" + DIGEST);
        // A page of something in between may have an ETag; an object without a digest is another's.
        if (digest.isEmpty() && !http.anyMatchingHeader(Download::isOfS3)) {
            throw SdkClientException.create("what answered is no service like S3: no header begins with x-amz-");
        }
        return digest;
    }

    private static boolean isOfS3(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith("x-amz-");
    }

    /** Something in between may answer for the service: its "200 OK" to everything is no promise. */
    static void requireTag(@Nullable String tag) {
        if (tag == null) {
            throw SdkClientException.create("what answered is no service like S3: an object has an ETag");
        }
    }

    private long write(GetObjectResponse response, AbortableInputStream content, MessageDigest sha256) {
        long size = 0;
        try (FileOutputStream out = new FileOutputStream(target.toFile())) {
            byte[] buffer = new byte[BUFFER];
            for (int read = read(content, buffer); read >= 0; read = read(content, buffer)) {
                out.write(buffer, 0, read);
                sha256.update(buffer, 0, read);
                size += read;
            }
            out.getFD().sync();
        } catch (IOException e) {
            // Else the rest would be read, to use the connection again.
            content.abort();
            long needed = Objects.requireNonNullElse(response.contentLength(), 0L);
            throw new CopyFailed("cannot write a copy to " + target, e, needed);
        }
        return size;
    }

    /** A failure to read makes the client ask again, from the beginning. */
    private static int read(AbortableInputStream content, byte[] buffer) {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw RetryableException.create(String.valueOf(e.getMessage()), e);
        }
    }
}
