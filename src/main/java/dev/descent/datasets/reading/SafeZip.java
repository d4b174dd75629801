package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** An uploaded zip whose names were checked and whose entries are read within limits. */
final class SafeZip implements Closeable {
    private final ZipFile zip;
    private final ExpansionBudget budget;
    private final List<ZipEntry> files = new ArrayList<>();

    /** @throws dev.descent.datasets.InvalidDataset if it is no zip, has too many entries, or names that lead out of it */
    SafeZip(Path file, Limits limits) throws IOException {
        budget = new ExpansionBudget(Files.size(file), limits);
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw Faults.one(
                    "/file",
                    Files.size(file) == 0 ? "empty_file" : "malformed_file",
                    Files.size(file) == 0 ? "the file is empty" : "the file is not a whole zip archive");
        }
        try {
            if (zip.size() > limits.archiveEntries()) {
                throw Faults.one(
                        "/file",
                        "too_many_entries",
                        "the archive has " + zip.size() + " entries; allowed are " + limits.archiveEntries());
            }
            Faults faults = new Faults();
            zip.stream().forEach(entry -> {
                if (leadsOut(entry.getName())) {
                    faults.add(
                            Faults.pointer("file", "entries", entry.getName()),
                            "unsafe_name",
                            "the entry name " + Faults.quote(entry.getName())
                                    + " is absolute or has a step \"..\" or a backslash");
                } else if (!entry.isDirectory()) {
                    files.add(entry);
                }
            });
            faults.check();
            files.sort(Comparator.comparing(ZipEntry::getName));
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** All entries that are files, by name. */
    List<ZipEntry> files() {
        return files;
    }

    /** @throws dev.descent.datasets.InvalidDataset if the entry has more than {@code maximum} bytes */
    byte[] read(ZipEntry entry, long maximum) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy(entry, bytes, maximum);
        return bytes.toByteArray();
    }

    void copy(ZipEntry entry, OutputStream out) throws IOException {
        copy(entry, out, Long.MAX_VALUE);
    }

    private void copy(ZipEntry entry, OutputStream out, long maximum) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                budget.spend(n);
                total += n;
                if (total > maximum) {
                    throw Faults.one(
                            Faults.pointer("file", "entries", entry.getName()),
                            "too_large",
                            "the entry " + Faults.quote(entry.getName()) + " expands to more than the allowed "
                                    + maximum + " bytes");
                }
                out.write(buffer, 0, n);
            }
        } catch (ZipException | EOFException e) {
            throw Faults.one(
                    Faults.pointer("file", "entries", entry.getName()),
                    "malformed_file",
                    "the entry " + Faults.quote(entry.getName()) + " is damaged: " + e.getMessage());
        }
    }

    private static boolean leadsOut(String name) {
        if (name.startsWith("/") || name.contains("\\") || name.matches("^[A-Za-z]:.*") || name.indexOf(0) >= 0) {
            return true;
        }
        return List.of(name.split("/", -1)).contains("..");
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
