package dev.descent.jobs;

/** Thrown when a job was not asked to find out anything about its examples. */
public class NoExampleRecord extends RuntimeException {
    NoExampleRecord(String id) {
        super("the job " + id
                + " kept no record of its examples; its spec must ask for a score under diagnostics, such as el2n");
    }
}
