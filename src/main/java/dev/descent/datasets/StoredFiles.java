package dev.descent.datasets;

import dev.descent.datasets.canonical.MappedTable;
import dev.descent.datasets.storage.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The files of data sets that have rows. */
class StoredFiles {
    private final DataDirectory directory;

    StoredFiles(DataDirectory directory) {
        this.directory = directory;
    }

    /** Maps the data of a set into memory; from another copy, if there is one, where this one is damaged. */
    Table open(Dataset dataset) {
        try {
            return MappedTable.open(directory.fetch(dataset.id()), dataset);
        } catch (IOException e) {
            return openAgain(dataset, e);
        }
    }

    private Table openAgain(Dataset dataset, IOException damage) {
        try {
            if (directory.fetchAgain(dataset.id())) {
                return MappedTable.open(directory.path(dataset.id()), dataset);
            }
        } catch (IOException e) {
            damage.addSuppressed(e);
        }
        throw new UncheckedIOException("the data of " + dataset.id() + " cannot be read", damage);
    }

    /** Deletes the file of a set whose row is gone, or will be once the transaction of the caller has committed. */
    void delete(String id) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            directory.delete(id);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                directory.delete(id);
            }
        });
    }
}
