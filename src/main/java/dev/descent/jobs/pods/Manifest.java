package dev.descent.jobs.pods;

import dev.descent.jobs.JobSpec;
import dev.descent.jobs.PodRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Job and the Secret of a pod, as the cluster is asked for them. */
final class Manifest {
    static final String INSTANCE = "descent.dev/instance";
    static final String POD = "descent.dev/pod";
    static final String JOB = "descent.dev/job";
    private static final String QUEUE = "kueue.x-k8s.io/queue-name";
    private static final String WORKER = "worker";
    /** For images and volumes to arrive, and for the last checkpoint: training ends itself in time. */
    private static final Duration BESIDE_TRAINING = Duration.ofMinutes(30);
    /** The longest that a pod may have. */
    private static final Duration MOST_TIME = Duration.ofSeconds(Integer.MAX_VALUE);
    /** Deletes what is left when nobody does it any more. */
    private static final int LEFT_ALONE_SECONDS = 86_400;

    private final KubernetesSettings settings;
    private final PodTemplateSpec template;
    private final String databaseUrl;

    Manifest(KubernetesSettings settings, PodTemplateSpec template, String databaseUrl) {
        this.settings = settings;
        this.template = template;
        this.databaseUrl = databaseUrl;
        if (template.getSpec().getContainers().stream()
                .noneMatch(c -> c.getName().equals(WORKER))) {
            throw new IllegalArgumentException(
                    "the pod template " + settings.podTemplate() + " has no container \"" + WORKER + "\"");
        }
    }

    Map<String, String> labels(PodName pod) {
        return Map.of(
                "app.kubernetes.io/managed-by",
                "descent",
                INSTANCE,
                settings.instance(),
                POD,
                pod.toString(),
                JOB,
                pod.jobId());
    }

    /** A Job of one pod, which is not tried again: whether the job goes on elsewhere is decided here. */
    Job job(PodName pod, JobSpec spec) {
        PodRequest request = spec.pod() == null ? new PodRequest() : spec.pod();
        String named = request.queue();
        String queue = named == null ? settings.queue() : named;
        Map<String, String> labels = new TreeMap<>(labels(pod));
        if (!queue.isEmpty()) {
            labels.put(QUEUE, queue);
        }
        return new JobBuilder()
                .withNewMetadata()
                .withName(pod.toString())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withSuspend(queue.isEmpty() ? null : true)
                .withTtlSecondsAfterFinished(LEFT_ALONE_SECONDS)
                // A drain deletes the pod: only the Job can tell then that it did not fail by itself.
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .addNewOnPodCondition("True", "DisruptionTarget")
                .endRule()
                .endPodFailurePolicy()
                .withTemplate(template(pod, request, spec.training().duration().timeLimit()))
                .endSpec()
                .build();
    }

    private PodTemplateSpec template(PodName pod, PodRequest request, @Nullable Duration limit) {
        PodTemplateSpec made = new PodTemplateSpecBuilder(template)
                .editOrNewMetadata()
                .addToLabels(labels(pod))
                .endMetadata()
                .editSpec()
                .withRestartPolicy("Never")
                .addToNodeSelector(request.nodeSelector())
                .endSpec()
                .build();
        if (limit != null) {
            // Of the pod, not of its Job: that counts from when it is asked for, and there may be no node for days.
            Long most = made.getSpec().getActiveDeadlineSeconds();
            made.getSpec().setActiveDeadlineSeconds(most == null ? deadline(limit) : Math.min(most, deadline(limit)));
        }
        if (request.priorityClass() != null) {
            made.getSpec().setPriorityClassName(request.priorityClass());
        }
        made.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(WORKER))
                .forEach(container -> complete(container, pod, request));
        return made;
    }

    private static long deadline(Duration limit) {
        return limit.compareTo(MOST_TIME.minus(BESIDE_TRAINING)) > 0
                ? MOST_TIME.toSeconds()
                : limit.plus(BESIDE_TRAINING).toSeconds();
    }

    private void complete(Container container, PodName pod, PodRequest request) {
        List<EnvVar> given = List.of(
                variable("DESCENT_ROLE", "worker"),
                variable("DESCENT_DISPATCH", "local"),
                variable("DESCENT_JOB", pod.jobId()),
                variable("DESCENT_ATTEMPT", Integer.toString(pod.attempt())),
                variable("SPRING_FLYWAY_ENABLED", "false"),
                variable("SPRING_DATASOURCE_URL", databaseUrl),
                secret("SPRING_DATASOURCE_USERNAME", pod, "username"),
                secret("SPRING_DATASOURCE_PASSWORD", pod, "password"));
        Set<String> names = given.stream().map(EnvVar::getName).collect(Collectors.toSet());
        List<EnvVar> all = new ArrayList<>(container.getEnv());
        all.removeIf(variable -> names.contains(variable.getName()));
        all.addAll(given);
        container.setEnv(all);

        Map<String, Quantity> wanted = new TreeMap<>();
        put(wanted, "cpu", request.cpus() == null ? null : BigDecimal.valueOf(request.cpus()));
        put(wanted, "memory", request.memoryBytes() == null ? null : BigDecimal.valueOf(request.memoryBytes()));
        put(wanted, settings.gpuResource(), request.gpus() == null ? null : BigDecimal.valueOf(request.gpus()));
        if (!wanted.isEmpty()) {
            // The same as request and as limit: the pod has what was asked for, and is not the first to be evicted.
            container.setResources((container.getResources() == null
                            ? new ResourceRequirementsBuilder()
                            : new ResourceRequirementsBuilder(container.getResources()))
                    .addToRequests(wanted)
                    .addToLimits(wanted)
                    .build());
        }
    }

    private static void put(Map<String, Quantity> wanted, String name, @Nullable BigDecimal value) {
        if (value != null) {
            wanted.put(name, new Quantity(value.stripTrailingZeros().toPlainString()));
        }
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVar(name, value, null);
    }

    private static EnvVar secret(String name, PodName pod, String key) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, pod.toString(), false)
                .endValueFrom()
                .build();
    }

    /** Goes with the Job that owns it. */
    Secret secret(Job owner, PodName pod, JobLogins.Login login) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(pod.toString())
                .withLabels(labels(pod))
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withType("Opaque")
                .withStringData(Map.of("username", login.name(), "password", login.password()))
                .build();
    }
}
