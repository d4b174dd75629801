package dev.descent.jobs.pods;

import dev.descent.jobs.JobState;
import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.pods.PodStatus.Cause;
import dev.descent.jobs.pods.PodStatus.Obstacle;
import dev.descent.jobs.queue.Assignment;
import dev.descent.jobs.queue.Queue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the jobs with the pods, and does what is missing on either side. */
class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    /**
     * Of a worker whose lease has run out, although its pod runs as far as the cluster knows. That learns of a lost node
     * after 50 seconds, and takes the pods away after five minutes more, unless it is set up otherwise.
     */
    private static final Duration MOST_SILENCE = Duration.ofMinutes(10);
    /** Of one whose pod has to go: it may still write a checkpoint, and keeps its lease meanwhile. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Dispatches dispatches;
    private final JobLogins logins;
    private final Queue queue;
    private final Requests requests;
    private final Clock clock;
    private final int maxPods;
    private final Duration startTimeout;
    private final Troubles troubles = new Troubles();
    /** Since when every pass was done; before that, leases may have run out because the database was away. */
    private @Nullable Instant since;

    Reconciliation(
            Cluster cluster,
            Dispatches dispatches,
            JobLogins logins,
            Queue queue,
            Requests requests,
            Clock clock,
            KubernetesSettings settings) {
        this.cluster = cluster;
        this.dispatches = dispatches;
        this.logins = logins;
        this.queue = queue;
        this.requests = requests;
        this.clock = clock;
        this.maxPods = settings.maxPods();
        this.startTimeout = settings.startTimeout();
    }

    /** @return whether something was changed that leads to more, so that it should be looked again at once */
    boolean pass() {
        if (since == null) {
            since = clock.instant();
        }
        troubles.begin();
        // Before the cluster, which may be away: pods run on, and log in.
        logins.keep(dispatches.list().stream().map(Dispatched::jobId).toList());
        // The cluster before the jobs: a process that had ended by then has written all that it ever will.
        Cluster.View view = cluster.look();
        List<Dispatched> known = dispatches.list();
        List<PodName> missing = new ArrayList<>();
        boolean again = false;
        for (Dispatched one : known) {
            again |= troubles.contain(
                    one.pod().toString(), () -> reconcile(one, view.of(one.pod(), clock.instant()), missing));
        }
        Set<String> strangers = view.names();
        known.forEach(one -> strangers.remove(one.pod().toString()));
        strangers.forEach(name -> troubles.contain(name, () -> {
            cluster.delete(name);
            return false;
        }));
        // Last: what the cluster has against them may take its time, and is no affair of those that there are.
        missing.forEach(this::ask);
        dispatch(dispatches.list().size());
        return again;
    }

    /** The last pass was not done, or not at all: it is not known what else was away meanwhile. */
    void interrupted() {
        since = null;
    }

    /** @param pods how many there are */
    private void dispatch(int pods) {
        for (int free = maxPods - pods; free > 0; free--) {
            Optional<PodName> next = dispatches.next();
            if (next.isEmpty()) {
                return;
            }
            ask(next.get());
        }
    }

    private void ask(PodName pod) {
        troubles.contain(pod.toString(), () -> {
            requests.ask(pod);
            return false;
        });
    }

    /** @param missing is given the pods to ask for */
    private boolean reconcile(Dispatched one, PodStatus status, List<PodName> missing) {
        if (one.waits()) {
            return start(one, status, missing);
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
    private boolean start(Dispatched one, PodStatus status, List<PodName> missing) {
        Assignment assignment = assignment(one);
        if (status instanceof PodStatus.Gone) {
            missing.add(one.pod());
        } else if (status instanceof PodStatus.Waiting waiting) {
            Optional<Instant> since = stuckSince(one.pod(), waiting);
            if (waiting.obstacle() == Obstacle.CONFIGURATION && since.isEmpty()) {
                missing.add(one.pod());
                return false;
            }
            if (since.isPresent() && since.get().plus(startTimeout).isBefore(clock.instant())) {
                queue.giveUp(assignment, Requests.failure(waiting.why()));
                return true;
            }
            queue.explain(assignment, waiting.why());
        } else if (status instanceof PodStatus.Ended ended) {
            LOG.warn("The pod {} ended before it began its job: {}", one.pod(), ended.why());
            if (ended.cause() == Cause.CLUSTER) {
                // The same pod again, when this one is gone: it does not count.
                cluster.delete(one.pod().toString());
            } else if (one.pod().failures() + 1 < queue.mostCrashes()) {
                dispatches.replace(one.pod());
            } else {
                queue.giveUp(assignment, Requests.failure(ended.why() + "; so did those before it"));
            }
            return true;
        }
        return false;
    }

    /** Since when nothing but help can mend it; empty if time may, or a Secret that was not written. */
    private Optional<Instant> stuckSince(PodName pod, PodStatus.Waiting waiting) {
        return switch (waiting.obstacle()) {
            case TIME -> Optional.empty();
            case HELP -> Optional.of(waiting.since());
            case CONFIGURATION ->
                cluster.secretSince(pod).map(written -> written.isAfter(waiting.since()) ? written : waiting.since());
        };
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
                queue.fail(assignment, Requests.failure(ended.why()));
            } else {
                queue.takeBack(assignment, ended.why(), ended.cause() == Cause.PROCESS);
            }
            return true;
        }
        return listen(one, status);
    }

    /** Its worker may be gone, whatever the cluster says. */
    private boolean listen(Dispatched one, PodStatus status) {
        boolean isRunning = status instanceof PodStatus.Running running && !running.asked();
        boolean blamed = isRunning && one.state() != JobState.CANCELLING;
        Duration listened = since == null ? Duration.ZERO : Duration.between(since, clock.instant());
        Duration silence = one.silence().compareTo(listened) < 0 ? one.silence() : listened;
        if (silence.compareTo(blamed ? MOST_SILENCE : LAST_WORDS) < 0) {
            return false;
        }
        String why = JobEntity.VANISHED + (isRunning ? ", though its pod runs" : ", and the cluster lets its pod go");
        LOG.warn("Takes {} back from {}: {}", one.jobId(), one.pod(), why);
        queue.takeBack(assignment(one), why, blamed);
        return true;
    }

    private static Assignment assignment(Dispatched one) {
        return new Assignment(one.jobId(), one.pod().attempt());
    }
}
