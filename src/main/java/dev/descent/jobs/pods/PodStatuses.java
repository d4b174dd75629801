package dev.descent.jobs.pods;

import dev.descent.jobs.pods.PodStatus.Cause;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what the cluster says of a Job and its pods. */
final class PodStatuses {
    /** Of containers that wait: what passes by itself. Everything else needs somebody. */
    private static final Set<String> PASSING = Set.of("ContainerCreating", "PodInitializing");

    private PodStatuses() {}

    /** @param refusal what the cluster has against the pod that the Job should have */
    static PodStatus of(@Nullable Job job, List<Pod> pods, @Nullable String refusal, Instant now) {
        if (job == null) {
            return pods.stream().allMatch(PodStatuses::hasEnded) ? new PodStatus.Gone() : new PodStatus.Leaving();
        }
        if (job.getMetadata().getDeletionTimestamp() != null) {
            return new PodStatus.Leaving();
        }
        Optional<JobCondition> end = conditions(job)
                .filter(c -> c.getStatus().equals("True")
                        && (c.getType().equals("Failed") || c.getType().equals("Complete")))
                .findFirst();
        if (end.isPresent()) {
            return ended(end.get(), pods);
        }
        if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            return new PodStatus.Waiting("waits until its queue admits it", false, 0);
        }
        return pods.stream()
                .filter(pod -> pod.getStatus() != null && !hasEnded(pod))
                .findFirst()
                .map(pod -> ofLiving(pod, now))
                .orElseGet(() -> new PodStatus.Waiting(
                        refusal == null ? "waits for its pod" : "the cluster refuses its pod: " + refusal, false, 0));
    }

    private static PodStatus ofLiving(Pod pod, Instant now) {
        if ("Running".equals(pod.getStatus().getPhase())) {
            return new PodStatus.Running();
        }
        long seconds = pod.getMetadata().getCreationTimestamp() == null
                ? 0
                : Duration.between(Instant.parse(pod.getMetadata().getCreationTimestamp()), now)
                        .toSeconds();
        Optional<PodStatus> container = containers(pod)
                .map(status ->
                        status.getState() == null ? null : status.getState().getWaiting())
                .flatMap(Stream::ofNullable)
                .filter(waiting -> waiting.getReason() != null)
                .map(waiting -> (PodStatus) new PodStatus.Waiting(
                        "its pod cannot start: " + sentence(waiting.getReason(), waiting.getMessage()),
                        !PASSING.contains(waiting.getReason()),
                        seconds))
                .filter(waiting -> !(waiting instanceof PodStatus.Waiting w) || w.forGood())
                .findFirst();
        return container
                .or(() -> condition(
                                pod,
                                c -> c.getType().equals("PodScheduled")
                                        && c.getStatus().equals("False"))
                        .map(c -> new PodStatus.Waiting(
                                "its pod has no node: " + sentence(c.getReason(), c.getMessage()), false, seconds)))
                .orElseGet(() -> new PodStatus.Waiting("its pod starts", false, seconds));
    }

    private static PodStatus ended(JobCondition end, List<Pod> pods) {
        if (end.getType().equals("Complete")) {
            return new PodStatus.Ended("its pod ended without it", Cause.PROCESS);
        }
        if ("DeadlineExceeded".equals(end.getReason())) {
            return new PodStatus.Ended("its pod has used up its time", Cause.DEADLINE);
        }
        for (Pod pod : pods) {
            Optional<PodCondition> disruption = condition(
                    pod,
                    c -> c.getType().equals("DisruptionTarget") && c.getStatus().equals("True"));
            if (disruption.isPresent()) {
                return taken(disruption.get().getReason(), disruption.get().getMessage());
            }
            if (pod.getStatus() != null && "Evicted".equals(pod.getStatus().getReason())) {
                return taken("Evicted", pod.getStatus().getMessage());
            }
            Optional<String> terminated = containers(pod)
                    .map(ContainerStatus::getState)
                    .flatMap(Stream::ofNullable)
                    .map(ContainerState::getTerminated)
                    .flatMap(Stream::ofNullable)
                    .map(PodStatuses::tell)
                    .findFirst();
            if (terminated.isPresent()) {
                return new PodStatus.Ended(terminated.get(), Cause.PROCESS);
            }
        }
        return new PodStatus.Ended("its pod failed: " + sentence(end.getReason(), end.getMessage()), Cause.PROCESS);
    }

    private static PodStatus taken(@Nullable String reason, @Nullable String message) {
        return new PodStatus.Ended("the cluster took its pod away: " + sentence(reason, message), Cause.CLUSTER);
    }

    private static String tell(ContainerStateTerminated terminated) {
        if ("OOMKilled".equals(terminated.getReason())) {
            return "its pod was killed: it took more memory than its limit";
        }
        return "its pod ended with status " + terminated.getExitCode()
                + (terminated.getReason() == null ? "" : " (" + terminated.getReason() + ")");
    }

    private static String sentence(@Nullable String reason, @Nullable String message) {
        return Stream.of(reason, message)
                .flatMap(Stream::ofNullable)
                .filter(text -> !text.isEmpty())
                .reduce((left, right) -> left + ": " + right)
                .orElse("it does not say why");
    }

    private static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null
                && ("Succeeded".equals(pod.getStatus().getPhase())
                        || "Failed".equals(pod.getStatus().getPhase()));
    }

    private static Stream<JobCondition> conditions(Job job) {
        return job.getStatus() == null ? Stream.of() : job.getStatus().getConditions().stream();
    }

    private static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null ? Stream.of() : pod.getStatus().getContainerStatuses().stream();
    }

    private static Optional<PodCondition> condition(Pod pod, Predicate<PodCondition> wanted) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream().filter(wanted).findFirst();
    }
}
