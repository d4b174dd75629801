package dev.descent.datasets;

/** Thrown when a data set of this name exists. */
public class NameTaken extends RuntimeException {
    public NameTaken(String name) {
        super("a data set named \"" + name + "\" exists");
    }
}
