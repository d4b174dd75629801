package dev.descent.jobs.pods;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How jobs run in pods.
 *
 * @param namespace of the pods; empty: the one that this process runs in
 * @param instance tells the pods of this installation from those of another in the same namespace
 * @param podTemplate a file with a pod template, whose container {@code worker} runs Descent's image
 * @param databaseUrl where pods find the database; empty: where this process does
 * @param queue the Kueue queue of jobs that name none; empty: none
 * @param gpuResource the resource that stands for GPUs
 * @param maxPods how many pods there may be at once
 * @param startTimeout after this time a pod that cannot start fails its job
 * @param interval how often to compare what there is with what should be
 * @param loginValidity how long a pod's login to the database is valid, unless it is prolonged
 */
@ConfigurationProperties("descent.kubernetes")
record KubernetesSettings(
        String namespace,
        String instance,
        Path podTemplate,
        String databaseUrl,
        String queue,
        String gpuResource,
        int maxPods,
        Duration startTimeout,
        Duration interval,
        Duration loginValidity) {
    KubernetesSettings {
        if (maxPods < 1 || interval.isNegative() || interval.isZero() || startTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "descent.kubernetes.max-pods, interval and start-timeout must be positive");
        }
        if (loginValidity.compareTo(interval.multipliedBy(4)) < 0) {
            throw new IllegalArgumentException(
                    "descent.kubernetes.login-validity must be at least four times descent.kubernetes.interval");
        }
    }
}
