package dev.descent.jobs.queue;

/** Where jobs train. */
public enum Dispatch {
    /** In threads of the service's processes. */
    LOCAL,
    /** In pods of a Kubernetes cluster, one for each job. */
    KUBERNETES
}
