package dev.descent.jobs.pods;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An API server that keeps what it is given, and what kubelet and controllers would do about it, done by tests. */
final class FakeCluster implements AutoCloseable {
    static final String NAMESPACE = "training";
    private static final String REFUSED = "/refused/";
    private static final String KUBELET = "descent.dev/kubelet";

    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesCrudDispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    if (request.getPath().startsWith(REFUSED)) {
                        return new MockResponse()
                                .setResponseCode(
                                        Integer.parseInt(request.getPath().substring(REFUSED.length())));
                    }
                    return away ? new MockResponse().setResponseCode(503) : super.dispatch(request);
                }
            },
            false);
    private final KubernetesClient client;
    private final AtomicReference<@Nullable Runnable> beforeJobsAreListed = new AtomicReference<>();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private volatile boolean away;

    FakeCluster() {
        server.init();
        client = server.createClient((KubernetesClientBuilder builder) -> builder.editOrNewConfig()
                .withRequestRetryBackoffLimit(0)
                .endConfig()
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("look", new Interceptor() {
                    @Override
                    public void before(BasicBuilder request, HttpRequest sent, Interceptor.RequestTags tags) {
                        String uri = sent.uri().toString();
                        if (uri.contains("/jobs?")) {
                            Optional.ofNullable(beforeJobsAreListed.getAndSet(null))
                                    .ifPresent(Runnable::run);
                        }
                        String refused = refused(sent);
                        if (refused != null) {
                            request.uri(sent.uri().resolve(refused));
                            return;
                        }
                        // The dispatcher keeps no fields of events to select by.
                        request.uri(URI.create(uri.replaceFirst("(/events)\\?fieldSelector=.*", "$1")));
                    }
                })));
    }

    private @Nullable String refused(HttpRequest sent) {
        return refusals.entrySet().stream()
                .filter(refusal -> sent.method().equals("POST")
                        && Objects.requireNonNullElse(sent.bodyString(), "").contains(refusal.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Refuses whatever is made in which this text is, with this status. */
    void refuse(String text, int status) {
        refusals.put(text, REFUSED + status);
    }

    /** Does not answer when something is made in which this text is. */
    void ignore(String text) {
        refusals.put(text, "http://localhost:1/");
    }

    void refuseNothing() {
        refusals.clear();
    }

    /** Does something in the midst of a look at the cluster. */
    void beforeJobsAreListed(Runnable task) {
        beforeJobsAreListed.set(task);
    }

    /** Does something while the API server answers nothing. */
    void away(Runnable task) {
        away = true;
        try {
            task.run();
        } finally {
            away = false;
        }
    }

    KubernetesClient client() {
        return client;
    }

    List<Job> jobs() {
        return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
    }

    List<Pod> pods() {
        return client.pods().inNamespace(NAMESPACE).list().getItems();
    }

    List<Secret> secrets() {
        return client.secrets().inNamespace(NAMESPACE).list().getItems();
    }

    /** The only Job that there is. */
    Job job() {
        List<Job> jobs = jobs();
        if (jobs.size() != 1) {
            throw new AssertionError("there are " + jobs.size() + " Jobs: " + jobs);
        }
        return jobs.get(0);
    }

    /** The controller makes the pod of a Job. */
    void makePod(Job job, UnaryOperator<PodStatusBuilder> status) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(job.getMetadata().getName() + "-x")
                .withNamespace(NAMESPACE)
                .withLabels(job.getSpec().getTemplate().getMetadata().getLabels())
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(job.getSpec().getTemplate().getSpec())
                .withStatus(status.apply(new PodStatusBuilder()).build())
                .build();
        client.pods().inNamespace(NAMESPACE).resource(pod).create();
    }

    /** The controller cannot make the pod of a Job, and tells of it. */
    void refusePod(Job job, String why) {
        client.v1()
                .events()
                .inNamespace(NAMESPACE)
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withName(job.getMetadata().getName() + ".17")
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withKind("Job")
                        .withName(job.getMetadata().getName())
                        .endInvolvedObject()
                        .withType("Warning")
                        .withReason("FailedCreate")
                        .withMessage(why)
                        .withLastTimestamp(Instant.now().toString())
                        .build())
                .create();
    }

    void runPod(Job job) {
        makePod(job, status -> status.withPhase("Running"));
    }

    void pod(Job job, UnaryOperator<PodStatusBuilder> status) {
        client.pods()
                .inNamespace(NAMESPACE)
                .withName(job.getMetadata().getName() + "-x")
                .edit(pod -> new PodBuilder(pod)
                        .withStatus(status.apply(new PodStatusBuilder()).build())
                        .build());
    }

    /** A pod is deleted, and its node does not let it go. */
    void deletePodOfLostNode(Job job) {
        String name = job.getMetadata().getName() + "-x";
        client.pods()
                .inNamespace(NAMESPACE)
                .withName(name)
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToFinalizers(KUBELET)
                        .endMetadata()
                        .build());
        client.pods().inNamespace(NAMESPACE).withName(name).delete();
    }

    /** The pods that nodes did not let go are gone with their nodes. */
    void forgetLostNodes() {
        pods().stream()
                .filter(pod -> pod.getMetadata().getFinalizers().contains(KUBELET))
                .forEach(pod -> client.pods()
                        .inNamespace(NAMESPACE)
                        .withName(pod.getMetadata().getName())
                        .edit(last -> new PodBuilder(last)
                                .editMetadata()
                                .withFinalizers()
                                .endMetadata()
                                .build()));
    }

    /** Its only container has ended. */
    void end(Job job, String phase, String reason, int exitCode) {
        pod(
                job,
                status -> status.withPhase(phase)
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("worker")
                                .withNewState()
                                .withNewTerminated()
                                .withReason(reason)
                                .withExitCode(exitCode)
                                .endTerminated()
                                .endState()
                                .build()));
        end(job, phase.equals("Succeeded") ? "Complete" : "Failed", "BackoffLimitExceeded");
    }

    void end(Job job, String type, String reason) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .withName(job.getMetadata().getName())
                .edit(known -> {
                    known.setStatus(new JobStatusBuilder()
                            .withConditions(new JobConditionBuilder()
                                    .withType(type)
                                    .withStatus("True")
                                    .withReason(reason)
                                    .build())
                            .build());
                    return known;
                });
    }

    /** Somebody deletes a Job, and with it goes what it owns. */
    void delete(Job job) {
        client.secrets()
                .inNamespace(NAMESPACE)
                .withName(job.getMetadata().getName())
                .delete();
        client.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .withName(job.getMetadata().getName())
                .delete();
        collectGarbage();
    }

    /** Pods whose Job is gone go too. */
    void collectGarbage() {
        List<String> owners =
                jobs().stream().map(job -> job.getMetadata().getUid()).toList();
        pods().stream()
                .filter(pod -> !owners.contains(
                        pod.getMetadata().getOwnerReferences().get(0).getUid()))
                .forEach(pod -> client.pods()
                        .inNamespace(NAMESPACE)
                        .withName(pod.getMetadata().getName())
                        .withGracePeriod(0)
                        .delete());
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
