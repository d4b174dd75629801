package dev.descent.storage.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The files that this process has open or mapped, which keep their room if they are deleted. Only Linux tells. */
final class OpenFiles {
    private static final Path PROCESS = Path.of("/proc/self");

    private OpenFiles() {}

    /** Those below a folder, with paths that begin as its own does. */
    static Set<Path> below(Path folder) {
        Set<Path> open = new HashSet<>();
        try {
            Path real = folder.toRealPath();
            Set<Path> all = new HashSet<>();
            addOpen(all);
            addMapped(all);
            all.stream()
                    .filter(file -> file.startsWith(real))
                    .forEach(file -> open.add(folder.resolve(real.relativize(file))));
        } catch (IOException | DirectoryIteratorException e) {
            // Another system: none are known.
            return open;
        }
        return open;
    }

    private static void addOpen(Set<Path> all) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(PROCESS.resolve("fd"))) {
            for (Path link : links) {
                all.add(target(link));
            }
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            // It has just been closed.
            return link;
        }
    }

    /** A line ends with the path, if there is one. */
    private static void addMapped(Set<Path> all) throws IOException {
        new String(Files.readAllBytes(PROCESS.resolve("maps")), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.indexOf('/') >= 0)
                .map(line -> Path.of(line.substring(line.indexOf('/'))))
                .forEach(all::add);
    }
}
