package dev.descent.artifacts;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that was written whole: it has its name only once all of it is on the disk.
 *
 * @param digest {@code sha256:} and the digest of its content
 */
record WrittenFile(String name, long sizeBytes, String digest) {
    private static final String PREFIX = "sha256:";

    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** What writes to a file by its name. */
    @FunctionalInterface
    interface File {
        void writeTo(Path file) throws IOException;
    }

    /** {@link #write} for what writes files itself. */
    static WrittenFile of(Path target, File content) throws IOException {
        Path folder = Files.createDirectories(parent(target));
        Path temporary = Files.createTempFile(folder, ".", ".part");
        try {
            content.writeTo(temporary);
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            String digest = digest(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
            return new WrittenFile(String.valueOf(target.getFileName()), Files.size(target), digest);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes beside {@code target}, forces it to the disk and renames it. */
    static WrittenFile write(Path target, Content content) throws IOException {
        Path folder = Files.createDirectories(parent(target));
        String name = String.valueOf(target.getFileName());
        Path temporary = Files.createTempFile(folder, ".", ".part");
        try {
            MessageDigest sha256 = sha256();
            try (FileOutputStream file = new FileOutputStream(temporary.toFile())) {
                OutputStream out = new BufferedOutputStream(new DigestOutputStream(file, sha256), 1 << 16);
                content.writeTo(out);
                out.flush();
                file.getFD().sync();
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
            return new WrittenFile(name, Files.size(target), digest(sha256));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Makes the names in a folder durable, where the platform can. */
    static void force(Path folder) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static String digest(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
        }
        return digest(sha256);
    }

    private static String digest(MessageDigest sha256) {
        return PREFIX + HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is no file in a folder");
        }
        return parent;
    }
}
