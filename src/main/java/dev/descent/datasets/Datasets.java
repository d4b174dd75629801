package dev.descent.datasets;

import dev.descent.datasets.builtin.BuiltIn;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.SubsetContent;
import dev.descent.datasets.perturbed.PerturbedContent;
import dev.descent.datasets.reading.Reading;
import dev.descent.datasets.storage.DataDirectory;
import dev.descent.datasets.storage.DatasetRepository;
import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import dev.descent.spec.InvalidOptions;
import dev.descent.storage.ArtifactStore;
import dev.descent.storage.Entry;
import dev.descent.training.tensor.SecretRandomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The data sets of the service. */
@Component
public class Datasets implements AutoCloseable {
    private static final int LOCKS = 16;

    private final DatasetRepository repository;
    private final DataDirectory directory;
    private final DatasetWriter writer;
    private final StoredFiles files;
    private final Ids ids = new Ids();
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Limits limits;
    /** Locks for making built-in sets, chosen by the hash of the id: threads that want the same set wait for each other. */
    private final List<Object> making =
            Stream.generate(Object::new).limit(LOCKS).toList();

    public Datasets(ArtifactStore store, JdbcClient jdbc, Clock clock, DatasetsProperties properties)
            throws IOException {
        this.repository = new DatasetRepository(jdbc);
        this.clock = clock;
        this.limits = properties.datasets();
        this.directory = new DataDirectory(
                store,
                properties.dataDir().resolve("datasets"),
                ids.next("session", clock.instant()),
                repository::exists);
        this.files = new StoredFiles(directory);
        this.writer = new DatasetWriter(repository, directory, clock);
    }

    /** The names of the sets that can be had by name alone, without options. */
    public static List<String> builtInNames() {
        return BuiltIn.names();
    }

    /**
     * Reads an uploaded file and stores it. Either all of it is stored or nothing.
     *
     * @param fileName the client's name for it; its ending tells the format
     * @param name letters, digits, spaces, dots, underscores and hyphens, at most 100, beginning with a letter or digit
     * @throws InvalidDataset with every problem found, with line and column where there are such
     * @throws NameTaken if a data set of this name exists
     */
    public Dataset add(ProjectId project, Path file, String fileName, String name, @Nullable SchemaRequest schema) {
        return add(project, file, fileName, name, schema, (dataset, insert) -> insert.getAsBoolean());
    }

    /** How the row of a new set is written, for who writes more in the same transaction. */
    @FunctionalInterface
    public interface Recording {
        /**
         * @param insert writes the row and answers whether the name was free
         * @return whether the set may stay
         */
        boolean record(Dataset dataset, BooleanSupplier insert);
    }

    /** The same; nothing is stored either if {@code recording} throws. */
    public Dataset add(
            ProjectId project,
            Path file,
            String fileName,
            String name,
            @Nullable SchemaRequest schema,
            Recording recording) {
        checkName(project, name);
        String id = ids.next("ds", clock.instant());
        try (DataDirectory.Upload upload = directory.begin(id);
                Content content = Reading.read(file, fileName, schema, upload.folder(), limits)) {
            return writer.add(project, upload, content, id, List.of(name), null, recording)
                    .orElseThrow(() -> new NameTaken(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stores a copy in which every value is changed at random, under a key that is drawn for it and then forgotten.
     *
     * <p>What the copy gives away is for the caller to charge, in the transaction of {@code recording}: before it commits
     * nobody can see the copy.
     *
     * @throws InvalidOptions at {@code /name} if it breaks a rule
     * @throws NameTaken if a data set of this name exists
     */
    public Dataset addPerturbed(
            ProjectId project, Dataset source, Perturbation perturbation, String name, Recording recording) {
        checkName(project, name);
        String id = ids.next("ds", clock.instant());
        byte[] key = SecretRandomness.newKey(random);
        try (DataDirectory.Upload upload = directory.begin(id);
                Table table = open(source);
                Content copy = new PerturbedContent(table, perturbation, new SecretRandomness(key, 0))) {
            return writer.add(project, upload, copy, id, List.of(name), null, recording)
                    .orElseThrow(() -> new NameTaken(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * Stores some rows of an open table as a data set of their own, with the same columns, categories and classes.
     *
     * @param rows in rising order
     * @param names the first that is free becomes the name; {@code insert} answers whether one was
     * @return empty if {@code recording} says that the set may not stay
     * @throws InvalidOptions at {@code /name} if one of the names breaks a rule
     */
    public Optional<Dataset> addSubset(
            ProjectId project, Table source, int[] rows, List<String> names, Recording recording) {
        names.forEach(NameRule::require);
        String id = ids.next("ds", clock.instant());
        try (DataDirectory.Upload upload = directory.begin(id);
                Content subset = new SubsetContent(source, rows)) {
            return writer.add(project, upload, subset, id, names, null, recording);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether a new data set may have this name.
     *
     * @throws InvalidOptions at {@code /name} if it breaks a rule
     * @throws NameTaken if a data set of this name exists
     */
    public void checkName(ProjectId project, String name) {
        NameRule.require(name);
        if (BuiltIn.find(name).isPresent() || repository.find(project, name).isPresent()) {
            throw new NameTaken(name);
        }
    }

    /**
     * By id, by name, or by the name of a built-in set, which is made when it is first asked for.
     *
     * @throws InvalidOptions at {@code /dataset} if it names a generated set with wrong options
     */
    public Optional<Dataset> find(ProjectId project, String idOrName) {
        Optional<Dataset> stored = repository.find(project, idOrName);
        if (stored.isPresent()) {
            return stored;
        }
        return BuiltIn.find(idOrName).map(this::make);
    }

    private Dataset make(BuiltIn set) {
        synchronized (making.get(Math.floorMod(set.id().hashCode(), LOCKS))) {
            return repository.findBuiltIn(set.id()).orElseGet(() -> {
                try (DataDirectory.Upload upload = directory.begin(set.id());
                        Content content = set.maker().make()) {
                    return writer.add(
                                    null,
                                    upload,
                                    content,
                                    set.id(),
                                    List.of(set.name()),
                                    set.source(),
                                    (dataset, insert) -> insert.getAsBoolean())
                            .or(() -> repository.findBuiltIn(set.id()))
                            .orElseThrow(() -> new IllegalStateException(set.name() + " could not be stored"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /**
     * The project's sets, and built-in ones that are in use, newest first.
     *
     * @param cursor what {@link #cursorAfter} gave for the last one that was seen; null to begin with the newest
     * @throws InvalidOptions at {@code /cursor} if it is no such cursor
     */
    public List<Dataset> list(ProjectId project, int limit, @Nullable String cursor) {
        if (cursor == null) {
            return repository.list(project, limit, null, null);
        }
        ListCursor after = ListCursor.parse(cursor);
        return repository.list(project, limit, after.createdAt(), after.id());
    }

    /** The cursor of the page that follows a page whose last set is this. */
    public static String cursorAfter(Dataset last) {
        return new ListCursor(last.createdAt(), last.id()).text();
    }

    /** Maps the data of a set into memory. Deleting the set does not disturb who has it open. */
    public Table open(Dataset dataset) {
        return files.open(dataset);
    }

    /**
     * The first rows, and statistics of every column in one pass over all rows.
     *
     * @param rows how many rows to show, if there are as many
     */
    public Preview preview(Dataset dataset, int rows) {
        try (Table table = open(dataset)) {
            return Previews.of(table, rows);
        }
    }

    /** These rows, as a preview shows them. */
    public List<Map<String, @Nullable Object>> rows(Dataset dataset, int[] rows) {
        try (Table table = open(dataset)) {
            return Arrays.stream(rows).mapToObj(row -> Previews.row(table, row)).toList();
        }
    }

    /** Whether the project had such a set. */
    public boolean delete(ProjectId project, String id) {
        return deleteFile(id, repository.delete(project, id));
    }

    /** Whether this is the id of a built-in set that is stored. */
    public boolean isBuiltIn(String id) {
        return repository.findBuiltIn(id).isPresent();
    }

    /** Whether there was such a built-in set; it is made again when it is asked for. */
    public boolean deleteBuiltIn(String id) {
        return deleteFile(id, repository.deleteBuiltIn(id));
    }

    private boolean deleteFile(String id, boolean rowIsGone) {
        if (rowIsGone) {
            files.delete(id);
        }
        return rowIsGone;
    }

    /** Where the stored files are, each by the id of its set. */
    public Path folder() {
        return directory.root();
    }

    /** Deletes what uploads of dead processes left on this machine, younger files excepted. */
    public void sweepUploads(Instant before) {
        directory.sweepUploads(before, repository::exists);
    }

    /**
     * Those of these files of which no row tells, nor will.
     *
     * @param found each by the id of its set
     * @param before younger files stay
     */
    public List<Path> unknown(Collection<Entry> found, Instant before) {
        return directory.unknown(found, before, repository::known);
    }

    /** Gives up this process's place in the data directory. */
    @Override
    public void close() throws IOException {
        directory.close();
    }
}
