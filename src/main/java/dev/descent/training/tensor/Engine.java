package dev.descent.training.tensor;

/** Opens workspaces on a device. One per process, safe for use by many threads. */
public interface Engine {
    /** A workspace on {@code "cpu"}, {@code "gpu"}, or the best there is for {@code "auto"}. */
    Workspace open(String device);

    /** Whether {@link #open} would find this device. */
    boolean has(String device);

    /** The engine's name and version, for provenance. */
    String version();
}
