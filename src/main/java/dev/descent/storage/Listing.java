package dev.descent.storage;

import java.util.List;

/** What is kept in a folder, some at a time; after the last of it the next round begins. Used by one thread at a time. */
public interface Listing {
    /** As many as asked for, fewer only at the end of a round. */
    List<Entry> next(int most);
}
