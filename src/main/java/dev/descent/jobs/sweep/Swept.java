package dev.descent.jobs.sweep;

import dev.descent.storage.Entry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** One kind of files of which rows of the database tell. */
interface Swept {
    /** Where they lie. */
    Path folder();

    /** What their names, or those of their folders, begin with. */
    String prefix();

    /** Deletes what no listing shows, before the database is asked; most kinds have nothing of the sort. */
    default void prepare(Instant before) {}

    /**
     * Those of these files, or folders, of which no row tells, nor ever will. They were listed before the database is asked:
     * a row that comes with a later file is not missed.
     *
     * @param before younger files may be in the making
     */
    Unknown unknown(List<Entry> found, Instant before);

    /** What nobody knows. */
    record Unknown(List<Path> files, List<Path> folders) {}
}
