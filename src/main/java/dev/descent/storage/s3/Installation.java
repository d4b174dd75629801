package dev.descent.storage.s3;

import dev.descent.storage.StorageRefused;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Sees to it that a bucket and a database belong to each other, by a row of the one and an object of the other. The sweep
 * for leftovers of another database, which knows nothing of these files, would delete them; and a job that finds none of
 * its checkpoints would begin anew.
 */
final class Installation {
    private static final String KEY = "installation";

    private Installation() {}

    /**
     * Joins a bucket and a database that are new.
     *
     * @param prefix of all keys
     * @throws StorageRefused if one of them belongs to another, or the database's files are in a directory
     */
    static void claim(Bucket bucket, String prefix, JdbcClient jdbc, TransactionOperations transaction) {
        String place = bucket.place() + (prefix.isEmpty() ? "" : ", under " + prefix);
        String key = prefix + KEY;
        Row own = rowOrNoFiles(jdbc, transaction);
        if (own.bucket() == null && bucket.text(key).isEmpty()) {
            // Two processes that begin at once write the same.
            bucket.put(key, own.id());
        }
        Bucket.Text object = bucket.text(key)
                .orElseThrow(() -> new StorageRefused(
                        "The files of this database are in " + own.bucket() + ", but " + place + " has no object " + key
                                + ".",
                        "See descent.s3.bucket, descent.s3.prefix and descent.s3.endpoint."));
        requireOwner(object, own, place, key);
        if (!object.isSealed()) {
            // Older objects have no digest.
            bucket.put(key, own.id());
            requireSealed(bucket, key);
        }
        if (own.bucket() == null) {
            transaction.executeWithoutResult(status -> {
                if (lockedRow(jdbc).bucket() == null) {
                    requireNoFiles(jdbc);
                    jdbc.sql("update installation set bucket = ?").param(place).update();
                }
            });
        }
    }

    private static void requireOwner(Bucket.Text object, Row own, String place, String key) {
        String owner = object.content().strip();
        if (!owner.equals(own.id())) {
            throw new StorageRefused(
                    "The files in " + place + " belong to another database: the object " + key + " says " + owner
                            + ", and this database is " + own.id() + ".",
                    "Set another descent.s3.bucket or descent.s3.prefix.");
        }
    }

    private static void requireSealed(Bucket bucket, String key) {
        if (!bucket.text(key).map(Bucket.Text::isSealed).orElse(false)) {
            throw new StorageRefused(
                    bucket.place() + " does not give back what it was given: the object " + key
                            + " came without the metadata it was stored with, or changed.",
                    "Let the service, and what is between, keep the headers x-amz-meta-* and the content as they are.");
        }
    }

    /** A process that died before it told the database may have been followed by one without a bucket. */
    private static Row rowOrNoFiles(JdbcClient jdbc, TransactionOperations transaction) {
        Row own = row(jdbc, "");
        if (own.bucket() != null) {
            return own;
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            Row locked = lockedRow(jdbc);
            if (locked.bucket() == null) {
                requireNoFiles(jdbc);
            }
            return locked;
        }));
    }

    private record Row(String id, @Nullable String bucket) {}

    /** Another process may just be joining them. */
    private static Row lockedRow(JdbcClient jdbc) {
        return row(jdbc, " for update");
    }

    private static Row row(JdbcClient jdbc, String lock) {
        return jdbc.sql("select id, bucket from installation" + lock)
                .query((row, n) -> new Row(row.getString(1), row.getString(2)))
                .single();
    }

    private static void requireNoFiles(JdbcClient jdbc) {
        boolean any = jdbc.sql(
                        "select exists (select from dataset) or exists (select from model) or exists (select from checkpoint)")
                .query(Boolean.class)
                .single();
        if (any) {
            throw new StorageRefused(
                    "This database has data sets, models or checkpoints whose files are in a data directory, and nothing"
                            + " moves them.",
                    "Set descent.storage=directory, or begin with a new database.");
        }
    }
}
