package dev.descent.jobs.pods;

import dev.descent.catalog.SpecReader;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.queue.Assignment;
import dev.descent.jobs.queue.Queue;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Asks the cluster for pods, and tells jobs of those that it refuses. */
class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String POD_FAILED = "pod_failed";
    private static final int UNPROCESSABLE = 422;

    private final Cluster cluster;
    private final JobLogins logins;
    private final Queue queue;
    private final SpecReader reader;
    private final JdbcClient jdbc;

    Requests(Cluster cluster, JobLogins logins, Queue queue, SpecReader reader, JdbcClient jdbc) {
        this.cluster = cluster;
        this.logins = logins;
        this.queue = queue;
        this.reader = reader;
        this.jdbc = jdbc;
    }

    /** @throws KubernetesClientException if there is no answer, or one that may be another the next time */
    void ask(PodName pod) {
        Optional<String> spec = jdbc.sql("select effective_spec from job where id = ?")
                .param(pod.jobId())
                .query(String.class)
                .optional();
        Assignment assignment = new Assignment(pod.jobId(), pod.attempt());
        Optional<Job> wanted = spec.flatMap(text -> describe(pod, assignment, text));
        if (wanted.isEmpty()) {
            return;
        }
        try {
            cluster.create(pod, wanted.get(), logins.renew(pod.jobId()));
            LOG.info("Asked for the pod {}", pod);
        } catch (KubernetesClientException e) {
            refused(assignment, e);
        }
    }

    /** A spec was good when it was stored, but maybe by another release. */
    private Optional<Job> describe(PodName pod, Assignment assignment, String spec) {
        try {
            return Optional.of(cluster.describe(pod, reader.read(JSON.readTree(spec), JobSpec.class)));
        } catch (RuntimeException e) {
            LOG.warn("No pod can be described for {}", pod.jobId(), e);
            queue.giveUp(assignment, failure("no pod can be described for it: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private void refused(Assignment assignment, KubernetesClientException refusal) {
        if (!Cluster.hasAnswered(refusal)) {
            throw refusal;
        }
        String why = "the cluster refuses its pod: " + refusal.getMessage();
        switch (refusal.getCode()) {
            case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> queue.giveUp(assignment, failure(why));
            // A quota of Jobs or Secrets, or a right that is missing. Of a quota of pods the cluster tells later.
            case HttpURLConnection.HTTP_FORBIDDEN -> queue.explain(assignment, why);
            default -> {
                queue.explain(assignment, why);
                throw refusal;
            }
        }
    }

    static dev.descent.jobs.Job.Failure failure(String why) {
        return new dev.descent.jobs.Job.Failure(POD_FAILED, why, null);
    }
}
