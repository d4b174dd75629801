package dev.descent.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/** Some bytes of a file that one request sends. */
record FilePart(Path file, long from, long length) {
    /** Opens the file anew for every try; the provider of AWS's client closes what the try before has opened. */
    RequestBody body() {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromInputStreamSupplier(this::open), length, "application/octet-stream");
    }

    /** As the header {@code Content-MD5} wants it, by which every service notices what was changed on its way. */
    String md5() {
        return Base64.getEncoder().encodeToString(digest("MD5"));
    }

    /** In hexadecimal digits. */
    String sha256() {
        return HexFormat.of().formatHex(digest("SHA-256"));
    }

    private InputStream open() {
        try {
            return new FirstBytes(Channels.newInputStream(FileChannel.open(file).position(from)), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] digest(String algorithm) {
        MessageDigest digest = messageDigest(algorithm);
        try (InputStream in = new DigestInputStream(open(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest.digest();
    }

    static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
