package dev.descent.artifacts;

import dev.descent.storage.ArtifactStore;
import dev.descent.storage.CorruptFile;
import dev.descent.training.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Snapshots of training runs as files, one folder a job. */
@Component
public class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final String STEP = "step";
    private static final String NUMBER = "number:";
    private static final String SALT = "salt";
    private static final int SALT_BYTES = 32;
    private static final String FOLDER = "checkpoints";
    private static final Pattern NAME = Pattern.compile(FOLDER + "/step-\\d+-(\\d+)(-\\p{XDigit}+)?\\.safetensors");

    /** What a killed process was about to name so. */
    private static final Pattern PART = Pattern.compile(FOLDER + "/\\.\\d+\\.part");

    private final ArtifactStore store;
    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    public Checkpoints(ArtifactStore store, @Value("${descent.data-dir}") Path dataDir) {
        this.store = store;
        folder = dataDir.resolve("jobs");
    }

    /**
     * A snapshot that is kept.
     *
     * @param digest {@code sha256:} and the digest of the file, which has a secret salt: nobody can tell by it whether a guess
     *     of the contents is right, which may be private
     */
    public record Stored(String file, long step, long sizeBytes, String digest) {}

    /**
     * Writes a snapshot. It is whole and kept when this returns, or not there.
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
        // No name is given twice: a file that is known stays what it was.
        String name = "step-%d-%d-%08x.safetensors".formatted(snapshot.step(), attempt, random.nextInt());
        Path file = folder(jobId).resolve(name);
        try {
            WrittenFile written = WrittenFile.write(file, new Safetensors(arrays, metadata)::writeTo);
            keep(file);
            return new Stored(written.name(), snapshot.step(), written.sizeBytes(), written.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the checkpoint of step " + snapshot.step(), e);
        }
    }

    private void keep(Path file) throws IOException {
        try {
            store.keep(file);
        } catch (RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private String salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    /**
     * @throws CorruptFile if the file is gone or not what was written
     * @throws UncheckedIOException if this machine cannot read it
     */
    public Snapshot read(String jobId, Stored stored) {
        String what = "the file of the checkpoint of step " + stored.step();
        return Fetched.read(store, folder(jobId).resolve(stored.file()), what, file -> {
            if (!WrittenFile.digest(file).equals(stored.digest())) {
                throw new CorruptFile(what + " was damaged");
            }
            return snapshot(Safetensors.read(file));
        });
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

    /** Deletes one of which no row tells any more. If that fails now, the sweep for leftovers finds it. */
    public void delete(String jobId, Stored stored) {
        try {
            store.delete(folder(jobId).resolve(stored.file()));
        } catch (UncheckedIOException e) {
            LOG.warn("The file of the checkpoint of step {} remains: {}", stored.step(), e.getMessage());
        }
    }

    /** Where the folders of all jobs are. */
    public Path folder() {
        return folder;
    }

    /** The attempt in which a file below the folder of a job was written, if its name is one of a checkpoint. */
    public static OptionalInt attempt(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Whether a file below the folder of a job is a checkpoint, or was to become one; names of objects may lead anywhere. */
    public static boolean isCheckpoint(String name) {
        return NAME.matcher(name).matches() || PART.matcher(name).matches();
    }

    /** Everything that was kept of a job. */
    public void deleteAll(String jobId) {
        store.deleteAll(folder.resolve(jobId));
    }

    private Path folder(String jobId) {
        return folder.resolve(jobId).resolve(FOLDER);
    }
}
