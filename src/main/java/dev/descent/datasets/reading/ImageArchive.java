package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.datasets.canonical.ColumnSink;
import dev.descent.datasets.canonical.Content;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * A zip of images in one folder per class, perhaps all in one further folder.
 *
 * <p>All must have the size of the first, in the order of their names. If all are grey the set has one channel, else three.
 * Decoded pixels are kept in a file of the work folder until they are stored.
 */
final class ImageArchive implements ImageContent.Images {
    /** A compressed image has at most a few bytes a pixel, and some for its comments. */
    private static final int BYTES_PER_PIXEL = 8;

    private static final int COMMENTS = 1 << 20;

    private final Path spool;
    private final List<String> labels = new ArrayList<>();
    private final BitSet colour = new BitSet();
    private int width;
    private int height;

    private ImageArchive(Path work) {
        this.spool = work.resolve("pixels");
    }

    static Content read(Path file, @Nullable SchemaRequest request, Path work, Limits limits) throws IOException {
        ImageArchive archive = new ImageArchive(work);
        Faults faults = new Faults();
        try (SafeZip zip = new SafeZip(file, limits)) {
            List<ZipEntry> entries = zip.files().stream()
                    .filter(entry -> !isHidden(entry.getName()))
                    .toList();
            StoredSize.checkRows(entries.size(), limits);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive.spool), 1 << 16)) {
                long room = limits.expandedSize().toBytes();
                for (ZipEntry entry : entries) {
                    room -= archive.add(zip, entry, out, limits, faults);
                    if (room < 0) {
                        throw Faults.one(
                                "/file",
                                "too_large",
                                "the decoded images need more than the allowed "
                                        + limits.expandedSize().toBytes() + " bytes");
                    }
                    if (faults.isFull()) {
                        break;
                    }
                }
            }
        }
        faults.check();
        if (archive.labels.isEmpty()) {
            throw Faults.one("/file", "no_rows", "the archive has no images; put them in one folder per class");
        }
        return ImageContent.of(archive.shape(), archive, new LabelColumn("label", archive.labels), request, limits);
    }

    /** Decodes one entry; returns how many bytes its pixels have. */
    private long add(SafeZip zip, ZipEntry entry, OutputStream out, Limits limits, Faults faults) throws IOException {
        String name = entry.getName();
        String pointer = Faults.pointer("file", "entries", name);
        String[] steps = name.split("/");
        if (steps.length < 2 || steps.length > 3) {
            faults.add(
                    pointer, "no_class", "the file " + Faults.quote(name) + " does not lie in a folder of its class");
            return 0;
        }
        ImageFile image;
        try {
            image = ImageFile.decode(
                    zip.read(entry, (long) BYTES_PER_PIXEL * limits.imagePixels() + COMMENTS), limits.imagePixels());
        } catch (IOException e) {
            faults.add(
                    pointer, "invalid_image", "the image " + Faults.quote(name) + " cannot be read: " + e.getMessage());
            return 0;
        }
        if (image == null) {
            faults.add(
                    pointer, "not_an_image", "the file " + Faults.quote(name) + " is no PNG, JPEG, GIF or BMP image");
            return 0;
        }
        if (labels.isEmpty()) {
            width = image.width();
            height = image.height();
        } else if (image.width() != width || image.height() != height) {
            faults.add(
                    pointer,
                    "image_size",
                    "the image " + Faults.quote(name) + " has " + image.width() + "x" + image.height()
                            + " pixels, but the first has " + width + "x" + height);
            return 0;
        }
        colour.set(labels.size(), image.channels() == 3);
        labels.add(steps[steps.length - 2]);
        out.write(image.planes());
        return image.planes().length;
    }

    private static boolean isHidden(String name) {
        for (String step : name.split("/")) {
            if (step.startsWith(".") || step.equals("__MACOSX") || step.equals("Thumbs.db")) {
                return true;
            }
        }
        return false;
    }

    private List<Integer> shape() {
        return List.of(colour.isEmpty() ? 1 : 3, height, width);
    }

    @Override
    public void write(ColumnSink sink) throws IOException {
        int size = width * height;
        byte[] image = new byte[colour.isEmpty() ? size : 3 * size];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(spool), 1 << 16)) {
            for (int row = 0; row < labels.size(); row++) {
                int stored = colour.get(row) ? 3 * size : size;
                if (in.readNBytes(image, 0, stored) < stored) {
                    throw new EOFException("the unpacked images are cut short");
                }
                for (int from = stored; from < image.length; from += size) {
                    System.arraycopy(image, 0, image, from, size);
                }
                sink.pixels(image);
            }
        }
    }
}
