package dev.descent.experiments;

import java.util.List;

/** A claim and what becomes of it here. */
interface Experiment {
    /** By which it can be asked for. */
    int number();

    /** Which data, model and budget the claim was measured with here, and how that differs from the paper. */
    String setting();

    List<Finding> run();

    /**
     * @param claim what the source says
     * @param measured the same quantity here, over how many seeds
     * @param holds whether the claim holds in this setting
     */
    record Finding(String claim, String source, String measured, boolean holds) {}
}
