package dev.descent.storage.s3;

import dev.descent.storage.StorageRefused;
import java.util.Optional;
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
        transaction.executeWithoutResult(status -> claim(bucket, prefix, jdbc));
    }

    private static void claim(Bucket bucket, String prefix, JdbcClient jdbc) {
        String place = bucket.place() + (prefix.isEmpty() ? "" : ", under " + prefix);
        String key = prefix + KEY;
        Row own = row(jdbc, "");
        if (own.bucket() == null && bucket.text(key).isEmpty()) {
            // Two processes that begin at once wait for each other here; one that only reads does not.
            own = row(jdbc, " for update");
            if (own.bucket() == null) {
                requireNoFiles(jdbc);
                bucket.put(key, own.id());
            }
        }
        Optional<String> owner = bucket.text(key).map(String::strip);
        if (owner.isEmpty()) {
            throw new StorageRefused(
                    "The files of this database are in " + own.bucket() + ", but " + place + " has no object " + key
                            + ".",
                    "See descent.s3.bucket, descent.s3.prefix and descent.s3.endpoint.");
        }
        if (!owner.get().equals(own.id())) {
            throw new StorageRefused(
                    "The files in " + place + " belong to another database: the object " + key + " says " + owner.get()
                            + ", and this database is " + own.id() + ".",
                    "Set another descent.s3.bucket or descent.s3.prefix.");
        }
        if (own.bucket() == null) {
            jdbc.sql("update installation set bucket = ?").param(place).update();
        }
    }

    private record Row(String id, @Nullable String bucket) {}

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
