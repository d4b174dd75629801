package dev.descent.projects;

/** Thrown when a project keeps as many bytes as its limit allows. */
public class StorageExhausted extends RuntimeException {
    StorageExhausted(long limit, long stored, long more) {
        super("the project may keep " + limit + " bytes and keeps " + stored
                + (more == 0 ? "" : "; " + more + " more do not fit")
                + ". Delete data sets or finished jobs");
    }
}
