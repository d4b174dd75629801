package dev.descent.jobs.pods;

import dev.descent.jobs.pods.PodStatus.Cause;
import dev.descent.jobs.pods.PodStatus.Obstacle;
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

    private static final String UNCONFIGURED = "CreateContainerConfigError";
    private static final String OVERDUE = "DeadlineExceeded";
    /**
     * A kubelet has killed what is left of a pod when its grace ends, which is the time of its deletion, and says so soon.
     * If it does not, its node is gone, and the pod stays as it was seen last, for ever. Should it run on, out of sight, what
     * it writes is refused: another attempt has begun.
     */
    private static final Duration UNHEARD = Duration.ofMinutes(1);

    private PodStatuses() {}

    /** @param refusal what the cluster has against the pod that the Job should have */
    static PodStatus of(@Nullable Job job, List<Pod> named, @Nullable String refusal, Instant now) {
        if (job == null) {
            return named.stream().allMatch(pod -> hasEnded(pod) || isLost(pod, now))
                    ? new PodStatus.Gone()
                    : new PodStatus.Leaving();
        }
        if (job.getMetadata().getDeletionTimestamp() != null) {
            return new PodStatus.Leaving();
        }
        // One that was lost with its node may be of a Job before, which had the same name.
        List<Pod> pods = named.stream().filter(pod -> isOwnedBy(job, pod)).toList();
        Optional<JobCondition> end = conditions(job)
                .filter(c -> c.getStatus().equals("True")
                        && (c.getType().equals("Failed") || c.getType().equals("Complete")))
                .findFirst();
        if (end.isPresent()) {
            return ended(end.get(), pods);
        }
        if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            return new PodStatus.Waiting("waits until its queue admits it", Obstacle.TIME, now);
        }
        return pods.stream()
                .filter(pod -> pod.getStatus() != null && !hasEnded(pod))
                .findFirst()
                .map(pod -> ofLiving(pod, now))
                .orElseGet(() -> new PodStatus.Waiting(
                        refusal == null ? "waits for its pod" : "the cluster refuses its pod: " + refusal,
                        Obstacle.TIME,
                        now));
    }

    private static PodStatus ofLiving(Pod pod, Instant now) {
        if (isLost(pod, now)) {
            return taken("NodeLost", "its node does not answer");
        }
        if ("Running".equals(pod.getStatus().getPhase())) {
            return new PodStatus.Running(pod.getMetadata().getDeletionTimestamp() != null);
        }
        Instant since = since(pod, now);
        Optional<PodStatus> container = containers(pod)
                .map(status ->
                        status.getState() == null ? null : status.getState().getWaiting())
                .flatMap(Stream::ofNullable)
                .filter(waiting -> waiting.getReason() != null)
                .filter(waiting -> !PASSING.contains(waiting.getReason()))
                .map(waiting -> (PodStatus) new PodStatus.Waiting(
                        "its pod cannot start: " + sentence(waiting.getReason(), waiting.getMessage()),
                        UNCONFIGURED.equals(waiting.getReason()) ? Obstacle.CONFIGURATION : Obstacle.HELP,
                        since))
                .findFirst();
        return container
                .or(() -> condition(
                                pod,
                                c -> c.getType().equals("PodScheduled")
                                        && c.getStatus().equals("False"))
                        .map(c -> new PodStatus.Waiting(
                                "its pod has no node: " + sentence(c.getReason(), c.getMessage()),
                                Obstacle.TIME,
                                since)))
                .orElseGet(() -> new PodStatus.Waiting("its pod starts", Obstacle.TIME, since));
    }

    /** A node may come long after the pod: from then on it should start. */
    private static Instant since(Pod pod, Instant now) {
        return condition(
                        pod,
                        c -> c.getType().equals("PodScheduled") && c.getStatus().equals("True"))
                .map(PodCondition::getLastTransitionTime)
                .or(() -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()))
                .map(Instant::parse)
                .orElse(now);
    }

    private static PodStatus ended(JobCondition end, List<Pod> pods) {
        if (end.getType().equals("Complete")) {
            return new PodStatus.Ended("its pod ended without it", Cause.PROCESS);
        }
        if (OVERDUE.equals(end.getReason()) || pods.stream().anyMatch(pod -> hasReason(pod, OVERDUE))) {
            return new PodStatus.Ended("its pod has used up its time", Cause.DEADLINE);
        }
        for (Pod pod : pods) {
            Optional<PodCondition> disruption = condition(
                    pod,
                    c -> c.getType().equals("DisruptionTarget") && c.getStatus().equals("True"));
            if (disruption.isPresent()) {
                return taken(disruption.get().getReason(), disruption.get().getMessage());
            }
            if (hasReason(pod, "Evicted")) {
                return taken("Evicted", pod.getStatus().getMessage());
            }
        }
        // Of pods that are deleted nothing is left by now, but the Job tells that the cluster did it: see its manifest.
        if ("PodFailurePolicy".equals(end.getReason())) {
            return taken(end.getReason(), end.getMessage());
        }
        for (Pod pod : pods) {
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

    /** Its node has not told of its end, long after it should have come. */
    private static boolean isLost(Pod pod, Instant now) {
        String deletion = pod.getMetadata().getDeletionTimestamp();
        return deletion != null && Instant.parse(deletion).plus(UNHEARD).isBefore(now);
    }

    private static boolean hasReason(Pod pod, String reason) {
        return pod.getStatus() != null && reason.equals(pod.getStatus().getReason());
    }

    private static boolean isOwnedBy(Job job, Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid()));
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
