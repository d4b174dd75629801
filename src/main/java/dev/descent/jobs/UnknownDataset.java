package dev.descent.jobs;

import dev.descent.spec.InvalidOptions;

/** Thrown when a spec names a data set that is not there. */
public class UnknownDataset extends InvalidOptions {
    static final String CODE = "unknown_dataset";

    public UnknownDataset(String name) {
        super("/dataset", CODE, message(name));
    }

    /** The same of a data set that the spec names elsewhere. */
    public static InvalidOptions at(String pointer, String name) {
        return new InvalidOptions(pointer, CODE, message(name));
    }

    static String message(String name) {
        return "there is no data set with the id or name \"" + name + "\"";
    }
}
