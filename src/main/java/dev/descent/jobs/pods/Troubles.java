package dev.descent.jobs.pods;

import dev.descent.database.DatabaseOutage;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong with single pods, and must not keep others waiting. */
final class Troubles {
    private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);
    /** So many requests of one pass without an answer mean that the cluster is away, not that one pod is hard to make. */
    private static final int MOST_UNANSWERED = 3;

    /** The names of the pods, in the last pass and in this one. */
    private Set<String> before = Set.of();

    private Set<String> now = new HashSet<>();
    private int unanswered;

    /** A pass begins. */
    void begin() {
        before = now;
        now = new HashSet<>();
        unanswered = 0;
    }

    /**
     * Does something about a pod, and if that fails, logs it, for the first time in a row.
     *
     * @return its answer; false if it failed
     * @throws RuntimeException if the database cannot be reached, or the cluster
     */
    boolean contain(String pod, BooleanSupplier work) {
        try {
            return work.getAsBoolean();
        } catch (RuntimeException e) {
            if (e instanceof KubernetesClientException failure && !Cluster.hasAnswered(failure)) {
                unanswered++;
            }
            if (DatabaseOutage.isBehind(e) || unanswered == MOST_UNANSWERED) {
                throw e;
            }
            now.add(pod);
            if (!before.contains(pod)) {
                LOG.warn("Cannot look after the pod {}; trying again", pod, e);
            }
            return false;
        }
    }
}
