package dev.descent.jobs;

import java.util.Locale;

/** Where a job computes. */
public enum Device {
    /** An accelerator if there is one. */
    AUTO,
    CPU,
    GPU;

    /** The engine's name of it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
