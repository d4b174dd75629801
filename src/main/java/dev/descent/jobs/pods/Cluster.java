package dev.descent.jobs.pods;

import dev.descent.jobs.JobSpec;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Descent asks of a Kubernetes cluster. Every call throws {@link KubernetesClientException} if it cannot be had. */
class Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final KubernetesClient client;
    private final String namespace;
    private final String instance;
    private final Manifest manifest;

    Cluster(KubernetesClient client, KubernetesSettings settings, Manifest manifest) {
        this.client = client;
        this.namespace = settings.namespace().isEmpty()
                ? Objects.requireNonNullElse(client.getNamespace(), "default")
                : settings.namespace();
        this.instance = settings.instance();
        this.manifest = manifest;
    }

    /** Whether it was the cluster that refused something, and not the way there that is cut. */
    static boolean hasAnswered(KubernetesClientException failure) {
        return failure.getCode() > 0;
    }

    /** All that there is of this installation at one moment. */
    static final class View {
        private final Map<String, Job> jobs;
        private final Map<String, List<Pod>> pods;
        private final Map<String, String> refusals;

        /** @param refusals why Jobs have no pod, by their names */
        private View(List<Job> jobs, List<Pod> pods, Map<String, String> refusals) {
            this.refusals = refusals;
            this.jobs = jobs.stream()
                    .collect(Collectors.toMap(job -> job.getMetadata().getName(), Function.identity()));
            this.pods = pods.stream()
                    .collect(Collectors.groupingBy(
                            pod -> pod.getMetadata().getLabels().getOrDefault(Manifest.POD, "")));
        }

        PodStatus of(PodName pod, Instant now) {
            String name = pod.toString();
            return PodStatuses.of(jobs.get(name), pods.getOrDefault(name, List.of()), refusals.get(name), now);
        }

        /** The names of the Jobs that are there. */
        Set<String> names() {
            return new HashSet<>(jobs.keySet());
        }
    }

    View look() {
        // Jobs first: of one that has ended, the pods that are read afterwards tell why. The other way round, a pod
        // that was evicted in between would still look alive, and its end like its own fault.
        List<Job> jobs = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel(Manifest.INSTANCE, instance)
                .list()
                .getItems();
        List<Pod> pods = client.pods()
                .inNamespace(namespace)
                .withLabel(Manifest.INSTANCE, instance)
                .list()
                .getItems();
        Set<String> made = pods.stream()
                .map(pod -> pod.getMetadata().getLabels().getOrDefault(Manifest.POD, ""))
                .collect(Collectors.toSet());
        boolean isAnyMissing = jobs.stream()
                .anyMatch(job -> !Boolean.TRUE.equals(job.getSpec().getSuspend())
                        && !made.contains(job.getMetadata().getName()));
        return new View(jobs, pods, isAnyMissing ? refusals() : Map.of());
    }

    /** What the cluster has against pods that Jobs should have: a quota, or a class that does not exist. */
    private Map<String, String> refusals() {
        try {
            return client
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .withField("involvedObject.kind", "Job")
                    .withField("reason", "FailedCreate")
                    .list()
                    .getItems()
                    .stream()
                    .filter(event -> event.getMessage() != null)
                    .sorted(Comparator.comparing(event -> Objects.requireNonNullElse(event.getLastTimestamp(), "")))
                    .collect(Collectors.toMap(
                            event -> event.getInvolvedObject().getName(),
                            Event::getMessage,
                            (earlier, later) -> later));
        } catch (KubernetesClientException e) {
            // It only explains; a role may have been made without it.
            LOG.debug("Events cannot be read", e);
            return Map.of();
        }
    }

    /** What to ask for. */
    Job describe(PodName pod, JobSpec spec) {
        return manifest.job(pod, spec);
    }

    /** Asks for a pod; its login becomes valid when all of it is there. */
    void create(PodName pod, Job wanted, JobLogins.Login login) {
        Job job = ensure(wanted);
        client.secrets()
                .inNamespace(namespace)
                .resource(manifest.secret(job, pod, login))
                .createOr(existing -> existing.update());
    }

    private Job ensure(Job wanted) {
        try {
            return client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .resource(wanted)
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName(wanted.getMetadata().getName())
                    .require();
        }
    }

    /** Since when a pod's Secret has been there; empty if it is not. */
    Optional<Instant> secretSince(PodName pod) {
        Secret secret =
                client.secrets().inNamespace(namespace).withName(pod.toString()).get();
        return Optional.ofNullable(secret)
                .map(there -> Instant.parse(there.getMetadata().getCreationTimestamp()));
    }

    /** Has a Job go, with its pods and its Secret, whether they are there or not. */
    void delete(String name) {
        client.secrets().inNamespace(namespace).withName(name).delete();
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
    }
}
