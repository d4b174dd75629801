package dev.descent.database;

/** Thrown when another process uses the data directory. */
public class DirectoryInUse extends DatabaseRefused {
    DirectoryInUse(String reason, String remedy) {
        super(reason, remedy);
    }
}
