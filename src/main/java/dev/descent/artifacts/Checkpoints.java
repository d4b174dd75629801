package dev.descent.artifacts;

import dev.descent.datasets.storage.Folders;
import dev.descent.training.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Snapshots of training runs as files, one folder a job. */
@Component
public class Checkpoints {
    private static final String STEP = "step";
    private static final String NUMBER = "number:";
    private static final String SALT = "salt";
    private static final int SALT_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("step-\\d+-(\\d+)\\.safetensors");

    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    public Checkpoints(@Value("${descent.data-dir}") Path dataDir) {
        folder = dataDir.resolve("jobs");
    }

    /**
     * A snapshot on the disk.
     *
     * @param digest {@code sha256:} and the digest of the file, which has a secret salt: nobody can tell by it whether a guess
     *     of the contents is right, which may be private
     */
    public record Stored(String file, long step, long sizeBytes, String digest) {}

    /**
     * Writes a snapshot. It is whole and on the disk when this returns, or not there.
     *
     * @param attempt tells writers apart of which one lost the job to the other
     */
    public Stored write(String jobId, int attempt, Snapshot snapshot) {
        Map<String, Safetensors.Array> arrays = new LinkedHashMap<>();
        snapshot.vectors().forEach((name, values) -> arrays.put(name, Safetensors.Array.of(values)));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SALT, salt());
        metadata.put(STEP, Long.toString(snapshot.step()));
        snapshot.numbers().forEach((name, number) -> metadata.put(NUMBER + name, number));
        Path file = folder(jobId).resolve("step-" + snapshot.step() + "-" + attempt + ".safetensors");
        try {
            WrittenFile written = WrittenFile.write(file, new Safetensors(arrays, metadata)::writeTo);
            return new Stored(written.name(), snapshot.step(), written.sizeBytes(), written.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the checkpoint of step " + snapshot.step(), e);
        }
    }

    private String salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    /** @throws CorruptFile if the file is gone or not what was written */
    public Snapshot read(String jobId, Stored stored) {
        Path file = folder(jobId).resolve(stored.file());
        try {
            if (!Files.isRegularFile(file)) {
                throw new CorruptFile("the file of the checkpoint of step " + stored.step() + " is gone");
            }
            if (!WrittenFile.digest(file).equals(stored.digest())) {
                throw new CorruptFile("the file of the checkpoint of step " + stored.step() + " was damaged");
            }
            return snapshot(Safetensors.read(file));
        } catch (IOException e) {
            throw new CorruptFile("the file of the checkpoint of step " + stored.step() + " cannot be read", e);
        }
    }

    private static Snapshot snapshot(Safetensors file) {
        Map<String, float[]> vectors = new LinkedHashMap<>();
        file.arrays().forEach((name, array) -> vectors.put(name, array.values()));
        Map<String, String> numbers = new LinkedHashMap<>();
        file.metadata().forEach((name, number) -> {
            if (name.startsWith(NUMBER)) {
                numbers.put(name.substring(NUMBER.length()), number);
            }
        });
        String step = file.metadata().get(STEP);
        if (step == null) {
            throw new CorruptFile("the checkpoint does not say its step");
        }
        return new Snapshot(Long.parseLong(step), vectors, numbers);
    }

    public void delete(String jobId, Stored stored) {
        try {
            Files.deleteIfExists(folder(jobId).resolve(stored.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file among the checkpoints of a job.
     *
     * @param attempt in which it was written, if its name says so
     */
    public record Found(String name, OptionalInt attempt) {}

    /** What lies among the checkpoints of a job, known or not. */
    public List<Found> files(String jobId) {
        if (!Files.isDirectory(folder(jobId))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder(jobId))) {
            return files.map(file -> found(String.valueOf(file.getFileName()))).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Found found(String name) {
        Matcher matcher = NAME.matcher(name);
        return new Found(
                name, matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty());
    }

    /** Deletes a file that is not known, if it was not changed since. */
    public void delete(String jobId, Found file, Instant before) {
        Path path = folder(jobId).resolve(file.name());
        if (Folders.isFileOlder(path, before)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Everything that was kept of a job, if nothing of it was changed since. */
    public void deleteAll(String jobId, Instant before) {
        Folders.deleteIfOlder(folder.resolve(jobId), before);
    }

    /** Where the folders of all jobs are. */
    public Path folder() {
        return folder;
    }

    /** Everything that was kept of a job. */
    public void deleteAll(String jobId) {
        Folders.delete(folder.resolve(jobId));
    }

    private Path folder(String jobId) {
        return folder.resolve(jobId).resolve("checkpoints");
    }
}
