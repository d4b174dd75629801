package dev.descent.jobs.sweep;

import java.time.Instant;

/** One kind of files of which rows of the database tell. */
interface Swept {
    /**
     * Looks at the next files and deletes those of which no row tells, nor ever will. Files are listed before the database
     * is asked: a row that comes with a later file is not missed.
     *
     * @param most how many to look at
     * @param before younger files may be in the making
     * @return whether a round ended: all have been looked at
     */
    boolean sweep(int most, Instant before);
}
