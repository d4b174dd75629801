package dev.descent.jobs.pods;

import dev.descent.catalog.SpecReader;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.pods.PodStatus.Cause;
import dev.descent.jobs.queue.Assignment;
import dev.descent.jobs.queue.Queue;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Compares the jobs with the pods, and does what is missing on either side. */
class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String POD_FAILED = "pod_failed";
    private static final int UNPROCESSABLE = 422;

    private final Cluster cluster;
    private final Dispatches dispatches;
    private final JobLogins logins;
    private final Queue queue;
    private final SpecReader reader;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final int maxPods;
    private final Duration startTimeout;

    Reconciliation(
            Cluster cluster,
            Dispatches dispatches,
            JobLogins logins,
            Queue queue,
            SpecReader reader,
            JdbcClient jdbc,
            Clock clock,
            KubernetesSettings settings) {
        this.cluster = cluster;
        this.dispatches = dispatches;
        this.logins = logins;
        this.queue = queue;
        this.reader = reader;
        this.jdbc = jdbc;
        this.clock = clock;
        this.maxPods = settings.maxPods();
        this.startTimeout = settings.startTimeout();
    }

    /** @return whether something was changed that leads to more, so that it should be looked again at once */
    boolean pass() {
        // The cluster first: a process that had ended by then has written all that it ever will.
        Cluster.View view = cluster.look();
        List<Dispatched> known = dispatches.list();
        boolean again = false;
        for (Dispatched one : known) {
            again |= reconcile(one, view.of(one.pod(), clock.instant()));
        }
        Set<String> strangers = view.names();
        known.forEach(one -> strangers.remove(one.pod().toString()));
        strangers.forEach(cluster::delete);

        List<Dispatched> left = dispatches.list();
        logins.keep(left.stream().map(Dispatched::jobId).collect(Collectors.toSet()));
        dispatch(left.size());
        return again;
    }

    /** @param pods how many there are */
    private void dispatch(int pods) {
        for (int free = maxPods - pods; free > 0; free--) {
            Optional<PodName> next = dispatches.next();
            if (next.isEmpty()) {
                return;
            }
            create(next.get());
        }
    }

    private void create(PodName pod) {
        Optional<String> spec = jdbc.sql("select effective_spec from job where id = ?")
                .param(pod.jobId())
                .query(String.class)
                .optional();
        if (spec.isEmpty()) {
            return;
        }
        try {
            cluster.create(pod, reader.read(JSON.readTree(spec.get()), JobSpec.class), logins.renew(pod.jobId()));
            LOG.info("Asked for the pod {}", pod);
        } catch (KubernetesClientException e) {
            refused(new Assignment(pod.jobId(), pod.attempt()), e);
        }
    }

    /** What the cluster has against one pod must not keep others waiting. */
    private void refused(Assignment assignment, KubernetesClientException refusal) {
        String why = "the cluster refuses its pod: " + refusal.getMessage();
        if (refusal.getCode() == UNPROCESSABLE || refusal.getCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
            queue.giveUp(assignment, failure(why));
        } else if (refusal.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            // A quota that is used up, most likely.
            queue.explain(assignment, why);
        } else {
            throw refusal;
        }
    }

    private boolean reconcile(Dispatched one, PodStatus status) {
        if (one.waits()) {
            return start(one, status);
        }
        if (one.runs()) {
            return watch(one, status);
        }
        return remove(one, status);
    }

    /** Nobody needs the pod any more. */
    private boolean remove(Dispatched one, PodStatus status) {
        if (status instanceof PodStatus.Gone) {
            dispatches.forget(one.pod());
            return true;
        }
        if (!(status instanceof PodStatus.Leaving)) {
            cluster.delete(one.pod().toString());
            return true;
        }
        return false;
    }

    /** The job waits for its pod to begin. */
    private boolean start(Dispatched one, PodStatus status) {
        Assignment assignment = assignment(one);
        if (status instanceof PodStatus.Gone) {
            create(one.pod());
        } else if (status instanceof PodStatus.Waiting waiting) {
            if (waiting.forGood() && waiting.seconds() > startTimeout.toSeconds()) {
                queue.giveUp(assignment, failure(waiting.why()));
                return true;
            }
            queue.explain(assignment, waiting.why());
        } else if (status instanceof PodStatus.Ended ended) {
            LOG.warn("The pod {} ended before it began its job: {}", one.pod(), ended.why());
            if (one.pod().failures() + 1 < queue.mostCrashes()) {
                dispatches.replace(one.pod());
            } else {
                queue.giveUp(assignment, failure(ended.why() + "; so did those before it"));
            }
            return true;
        }
        return false;
    }

    /** The job runs in its pod, as far as the database knows. */
    private boolean watch(Dispatched one, PodStatus status) {
        Assignment assignment = assignment(one);
        if (status instanceof PodStatus.Gone) {
            queue.takeBack(assignment, "its pod was deleted", false);
            return true;
        }
        if (status instanceof PodStatus.Ended ended) {
            if (ended.cause() == Cause.DEADLINE) {
                queue.fail(assignment, failure(ended.why()));
            } else {
                queue.takeBack(assignment, ended.why(), ended.cause() == Cause.PROCESS);
            }
            return true;
        }
        return false;
    }

    private static Assignment assignment(Dispatched one) {
        return new Assignment(one.jobId(), one.pod().attempt());
    }

    private static Job.Failure failure(String why) {
        return new Job.Failure(POD_FAILED, why, null);
    }
}
