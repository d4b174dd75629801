package dev.descent.storage.s3;

import dev.descent.storage.Entry;
import dev.descent.storage.Entry.StoredFile;
import dev.descent.storage.Listing;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A folder of a bucket: objects come in the order of their keys, so that those of one entry follow each other. */
final class BucketListing implements Listing {
    private final Bucket bucket;
    private final String folder;
    private final String prefix;
    private final Deque<S3Object> read = new ArrayDeque<>();
    private @Nullable String next;
    private boolean begun;

    /**
     * @param folder with a slash at its end
     * @param prefix of the names that are looked for
     */
    BucketListing(Bucket bucket, String folder, String prefix) {
        this.bucket = bucket;
        this.folder = folder;
        this.prefix = prefix;
    }

    @Override
    public List<Entry> next(int most) {
        try {
            return some(most);
        } catch (RuntimeException e) {
            // From the beginning: what is left of this round may be half an entry, and lead nowhere.
            read.clear();
            begun = false;
            throw e;
        }
    }

    private List<Entry> some(int most) {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < most && hasMore()) {
            entries.add(entry());
        }
        if (entries.size() < most) {
            begun = false;
        }
        return entries;
    }

    private Entry entry() {
        String name = first(read.element());
        Instant changed = Instant.MIN;
        List<StoredFile> files = new ArrayList<>();
        while (hasMore() && first(read.element()).equals(name)) {
            S3Object object = read.remove();
            Instant at = object.lastModified();
            changed = at.isAfter(changed) ? at : changed;
            String rest = object.key().substring(folder.length() + name.length());
            if (!rest.isEmpty()) {
                files.add(new StoredFile(rest.substring(1), at));
            }
        }
        return new Entry(name, changed, files);
    }

    private String first(S3Object object) {
        String rest = object.key().substring(folder.length());
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private boolean hasMore() {
        while (read.isEmpty() && (!begun || next != null)) {
            Bucket.Page page = bucket.list(folder + prefix, begun ? next : null);
            read.addAll(page.objects());
            next = page.next();
            begun = true;
        }
        return !read.isEmpty();
    }
}
