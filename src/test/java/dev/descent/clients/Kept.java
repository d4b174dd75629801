package dev.descent.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** Folders that are made once and kept while what they are made of is the same. */
final class Kept {
    private Kept() {}

    /** What fills a folder. */
    interface Making {
        void into(Path folder) throws IOException;
    }

    /** The folder, made anew if it follows from anything else than these files. */
    static Path folder(Path folder, List<Path> from, Making making) {
        Path stamp = folder.resolveSibling(folder.getFileName() + ".made-of");
        try {
            String digest = digest(from);
            if (!Files.exists(stamp) || !Files.readString(stamp).equals(digest)) {
                Files.deleteIfExists(stamp);
                FileSystemUtils.deleteRecursively(folder);
                Files.createDirectories(folder);
                making.into(folder);
                Files.writeString(stamp, digest);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(List<Path> files) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                sha256.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
