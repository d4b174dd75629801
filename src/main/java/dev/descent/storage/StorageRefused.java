package dev.descent.storage;

/** Why a process does not start: its files are not where its settings say, or not its own. */
public final class StorageRefused extends IllegalStateException {
    private final String remedy;

    public StorageRefused(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }
}
