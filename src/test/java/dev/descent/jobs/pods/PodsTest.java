package dev.descent.jobs.pods;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.jobs.JobSpec;
import dev.descent.jobs.JobState;
import dev.descent.jobs.PodRequest;
import dev.descent.training.SpecBuilder;
import dev.descent.training.TrainingDuration;
import dev.descent.training.TrainingSpec;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Jobs and their pods, whatever becomes of either. */
class PodsTest extends PodsSetup {
    @Test
    void eachJobBecomesAJobWithWhatItsSpecAsksForAndALoginOfItsOwn() throws SQLException {
        String id = submit(new PodRequest(2.5, 3_000_000_000L, 1, Map.of("disk", "fast"), "high", null));
        settle();
        Job job = cluster.job();
        assertThat(job.getMetadata().getName())
                .isEqualTo(id.toLowerCase(Locale.ROOT).replace('_', '-') + "-1-0");
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getSpec().getSuspend()).isNull();
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getNodeSelector()).containsOnly(Map.entry("pool", "training"), Map.entry("disk", "fast"));
        assertThat(pod.getPriorityClassName()).isEqualTo("high");
        assertThat(pod.getTolerations()).hasSize(1);
        Container worker = pod.getContainers().get(0);
        assertThat(worker.getResources().getRequests())
                .containsOnly(
                        Map.entry("cpu", new Quantity("2.5")),
                        Map.entry("memory", new Quantity("3000000000")),
                        Map.entry("nvidia.com/gpu", new Quantity("1")));
        assertThat(worker.getResources().getLimits())
                .isEqualTo(worker.getResources().getRequests());
        assertThat(variable(worker, "DESCENT_ROLE").getValue()).isEqualTo("worker");
        assertThat(variable(worker, "DESCENT_JOB").getValue()).isEqualTo(id);
        assertThat(variable(worker, "DESCENT_ATTEMPT").getValue()).isEqualTo("1");
        assertThat(variable(worker, "DESCENT_DATA_DIR").getValue()).isEqualTo("/data");
        assertThat(variable(worker, "SPRING_DATASOURCE_PASSWORD")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName())
                .isEqualTo(job.getMetadata().getName());
        assertThat(cluster.secrets()).hasSize(1);
        assertThat(cluster.secrets()
                        .get(0)
                        .getMetadata()
                        .getOwnerReferences()
                        .get(0)
                        .getName())
                .isEqualTo(job.getMetadata().getName());
        assertThat(logins()).hasSize(1).first().asString().endsWith("_" + id);
    }

    private static EnvVar variable(Container container, String name) {
        List<EnvVar> found = container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    @Test
    void whatASpecDoesNotAskForIsAsTheTemplateSays() throws SQLException {
        submit();
        settle();
        PodSpec pod = cluster.job().getSpec().getTemplate().getSpec();
        assertThat(pod.getContainers().get(0).getResources().getRequests())
                .containsOnly(Map.entry("cpu", new Quantity("1")), Map.entry("memory", new Quantity("1Gi")));
        assertThat(pod.getPriorityClassName()).isNull();
    }

    private void submit(Duration timeLimit) {
        TrainingSpec limited = new SpecBuilder(new Linear(), new Classification())
                .duration(new TrainingDuration(null, null, timeLimit))
                .build();
        service.enqueue(0, new JobSpec("nowhere", limited));
    }

    @Test
    void aPodHasHalfAnHourMoreThanItsJobMayTrainFromItsStartOnANode() throws SQLException {
        submit(Duration.ofHours(1));
        settle();
        assertThat(cluster.job().getSpec().getActiveDeadlineSeconds()).isNull();
        assertThat(cluster.job().getSpec().getTemplate().getSpec().getActiveDeadlineSeconds())
                .isEqualTo(5400);
    }

    @Test
    void aPodHasNoMoreTimeThanTheClusterCanGive() throws SQLException {
        submit(Duration.parse("PT2562047788015215H1M"));
        settle();
        assertThat(cluster.job().getSpec().getTemplate().getSpec().getActiveDeadlineSeconds())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void toLookAgainChangesNothing() throws SQLException {
        submit();
        settle();
        Job first = cluster.job();
        settle();
        assertThat(cluster.job()).isEqualTo(first);
        assertThat(logins()).hasSize(1);
    }

    @Test
    void noMorePodsThanMayBeAreAskedFor() throws SQLException {
        for (int i = 0; i < 5; i++) {
            submit();
        }
        settle();
        assertThat(cluster.jobs()).hasSize(3);
    }

    @Test
    void aJobThatAKueueQueueMustAdmitWaitsSuspendedAndSaysSo() throws SQLException {
        String id = submit(new PodRequest(null, null, null, Map.of(), null, "team-a"));
        settle();
        assertThat(cluster.job().getSpec().getSuspend()).isTrue();
        assertThat(cluster.job().getMetadata().getLabels()).containsEntry("kueue.x-k8s.io/queue-name", "team-a");
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(id).stateReason()).isEqualTo("waits until its queue admits it");
    }

    @Test
    void aJobThatWasCancelledBeforeItsPodBeganLeavesNothing() throws SQLException {
        String id = submit();
        settle();
        cluster.makePod(cluster.job(), status -> status.withPhase("Pending"));
        service.jobs().cancel(DEFAULT, id);
        settle();
        settle();
        assertThat(cluster.jobs()).isEmpty();
        assertThat(get(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aPausedJobHasNoPodAndAResumedOneGetsAnother() throws SQLException {
        String id = submit();
        settle();
        service.jobs().pause(DEFAULT, id);
        settle();
        settle();
        assertThat(cluster.jobs()).isEmpty();
        service.jobs().resume(DEFAULT, id);
        settle();
        assertThat(cluster.jobs()).hasSize(1);
    }

    @Test
    void aPodThatTookTooMuchMemoryIsTriedAgainUntilTheJobIsGivenUpWithTheReason() throws SQLException {
        String id = submit();
        for (int attempt = 1; attempt <= 3; attempt++) {
            settle();
            Job job = cluster.job();
            assertThat(job.getMetadata().getName()).endsWith("-" + attempt + "-0");
            cluster.runPod(job);
            begin(id, attempt);
            cluster.end(job, "Failed", "OOMKilled", 137);
            settle();
            settle();
        }
        assertThat(failure(id).code()).isEqualTo("worker_lost");
        assertThat(failure(id).message()).contains("more memory than its limit");
        assertThat(cluster.jobs()).isEmpty();
    }

    @Test
    void anEvictedPodIsReplacedHoweverOften() throws SQLException {
        String id = submit();
        for (int attempt = 1; attempt <= 5; attempt++) {
            settle();
            Job job = cluster.job();
            cluster.runPod(job);
            begin(id, attempt);
            cluster.pod(
                    job,
                    status ->
                            status.withPhase("Failed").withReason("Evicted").withMessage("the node was low on memory"));
            cluster.end(job, "Failed", "BackoffLimitExceeded");
            settle();
            settle();
            assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        }
        assertThat(service.jobs().attempts(DEFAULT, id).get(0).reason()).contains("Evicted", "low on memory");
    }

    @Test
    void aPodThatIsEvictedWhileTheClusterIsLookedAtIsNoFaultOfTheJobsEither() throws SQLException {
        String id = submit();
        settle();
        Job job = cluster.job();
        cluster.runPod(job);
        begin(id, 1);
        cluster.beforeJobsAreListed(() -> {
            cluster.pod(job, status -> status.withPhase("Failed").withReason("Evicted"));
            cluster.end(job, "Failed", "BackoffLimitExceeded");
        });
        settle();
        assertThat(get(id).transitions().get(2).reason()).contains("the cluster took its pod away: Evicted");
    }

    @Test
    void aPodWhoseNodeIsDrainedIsNoFaultOfTheJobs() throws SQLException {
        String id = submit();
        settle();
        Job job = cluster.job();
        cluster.runPod(job);
        begin(id, 1);
        cluster.pod(
                job,
                status -> status.withPhase("Failed")
                        .withConditions(new PodConditionBuilder()
                                .withType("DisruptionTarget")
                                .withStatus("True")
                                .withReason("EvictionByEvictionAPI")
                                .build()));
        cluster.end(job, "Failed", "BackoffLimitExceeded");
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(id).transitions().get(2).reason()).contains("EvictionByEvictionAPI");
    }

    @Test
    void aPodThatWasDeletedWithItsNodeIsNoFaultOfTheJobsEither() throws SQLException {
        String id = submit();
        settle();
        Job job = cluster.job();
        assertThat(job.getSpec().getPodFailurePolicy().getRules()).hasSize(1).allSatisfy(rule -> {
            assertThat(rule.getAction()).isEqualTo("FailJob");
            assertThat(rule.getOnPodConditions())
                    .containsExactly(new PodFailurePolicyOnPodConditionsPattern("True", "DisruptionTarget"));
        });
        begin(id, 1);
        cluster.end(job, "Failed", "PodFailurePolicy");
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(crashes(id)).isZero();
    }

    @Test
    void aPodThatIsTakenAwayBeforeItBeginsItsJobIsReplacedHoweverOften() throws SQLException {
        String id = submit();
        for (int i = 0; i < 5; i++) {
            settle();
            Job job = cluster.job();
            assertThat(job.getMetadata().getName()).endsWith("-1-0");
            cluster.runPod(job);
            cluster.pod(job, status -> status.withPhase("Failed").withReason("Evicted"));
            cluster.end(job, "Failed", "BackoffLimitExceeded");
            settle();
            assertThat(cluster.job().getStatus()).as("another").isNull();
        }
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
    }

    @Test
    void aMissingImageFailsTheJobAfterAWhileAndSaysWhich() throws SQLException {
        String id = submit();
        settle();
        cluster.makePod(
                cluster.job(),
                status -> status.withPhase("Pending")
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("worker")
                                .withNewState()
                                .withNewWaiting("no such image descent:test", "ImagePullBackOff")
                                .endState()
                                .build()));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(id).stateReason()).contains("ImagePullBackOff");
        clock.add(Duration.ofMinutes(11));
        settle();
        assertThat(failure(id).code()).isEqualTo("pod_failed");
        assertThat(failure(id).message()).contains("ImagePullBackOff", "no such image descent:test");
    }

    @Test
    void aPodWithoutANodeWaitsHoweverLongAndSaysWhy() throws SQLException {
        String id = submit();
        settle();
        cluster.makePod(
                cluster.job(),
                status -> status.withPhase("Pending")
                        .withConditions(new PodConditionBuilder()
                                .withType("PodScheduled")
                                .withStatus("False")
                                .withReason("Unschedulable")
                                .withMessage("0/3 nodes have a GPU")
                                .build()));
        clock.add(Duration.ofDays(1));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(id).stateReason()).contains("has no node", "0/3 nodes have a GPU");
    }

    @Test
    void aJobSaysWhyTheClusterRefusesItsPod() throws SQLException {
        String id = submit();
        settle();
        settle();
        assertThat(get(id).stateReason()).isEqualTo("waits for its pod");
        cluster.refusePod(cluster.job(), "no PriorityClass with name urgent was found");
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(id).stateReason())
                .isEqualTo("the cluster refuses its pod: no PriorityClass with name urgent was found");
        cluster.makePod(cluster.job(), status -> status.withPhase("Pending"));
        settle();
        assertThat(get(id).stateReason()).isEqualTo("its pod starts");
    }

    @Test
    void aPodThatNeverBeginsItsJobIsReplacedAFewTimes() throws SQLException {
        String id = submit();
        for (int failures = 0; failures < 3; failures++) {
            settle();
            Job job = cluster.job();
            assertThat(job.getMetadata().getName()).endsWith("-1-" + failures);
            cluster.runPod(job);
            cluster.end(job, "Failed", "Error", 1);
            settle();
        }
        assertThat(failure(id).message()).contains("ended with status 1");
    }

    @Test
    void aJobWhosePodWasDeletedByHandGoesOnInAnother() throws SQLException {
        String id = submit();
        settle();
        cluster.delete(cluster.job());
        settle();
        cluster.runPod(cluster.job());
        begin(id, 1);
        cluster.delete(cluster.job());
        settle();
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(id).transitions().get(2).reason()).isEqualTo("its pod was deleted");
        assertThat(cluster.job().getMetadata().getName()).endsWith("-2-0");
    }

    @Test
    void theLoginOfAPodIsProlongedAsLongAsItsJobGoesOn() throws SQLException {
        submit();
        settle();
        Instant first = loginEnd();
        settle();
        assertThat(loginEnd()).isEqualTo(first);
        clock.add(Duration.ofMinutes(40));
        settle();
        assertThat(loginEnd()).isAfter(first.plus(Duration.ofMinutes(39)));
    }

    @Test
    void theLoginOfAPodIsProlongedAlsoWhileTheClusterIsAway() throws SQLException {
        submit();
        settle();
        Instant first = loginEnd();
        clock.add(Duration.ofMinutes(40));
        cluster.away(() -> assertThatThrownBy(this::settle).isInstanceOf(KubernetesClientException.class));
        assertThat(loginEnd()).isAfter(first.plus(Duration.ofMinutes(39)));
    }

    private Instant loginEnd() {
        return service.sql()
                .sql("select rolvaliduntil from pg_roles where rolname = ?")
                .param(logins().get(0))
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
    }

    @Test
    void aJobThatHasUsedUpItsPodsTimeFails() throws SQLException {
        String id = submit();
        settle();
        cluster.runPod(cluster.job());
        begin(id, 1);
        cluster.end(cluster.job(), "Failed", "DeadlineExceeded");
        settle();
        assertThat(failure(id).message()).contains("used up its time");
    }

    @Test
    void aJobWhosePodWasOnItsNodeForTooLongFails() throws SQLException {
        String id = submit();
        settle();
        cluster.runPod(cluster.job());
        begin(id, 1);
        cluster.pod(cluster.job(), status -> status.withPhase("Failed").withReason("DeadlineExceeded"));
        cluster.end(cluster.job(), "Failed", "BackoffLimitExceeded");
        settle();
        assertThat(failure(id).message()).contains("used up its time");
    }

    @Test
    void whatBelongsToNoJobIsDeleted() throws SQLException {
        submit();
        settle();
        service.sql().sql("delete from dispatch").update();
        String before = cluster.job().getMetadata().getName();
        service.sql().sql("delete from job").update();
        settle();
        assertThat(cluster.jobs())
                .extracting(job -> job.getMetadata().getName())
                .doesNotContain(before);
    }

    @Test
    void whileTheClusterIsAwayJobsWaitAndAfterwardsAllIsAsItShouldBe() throws SQLException {
        String id = submit();
        settle();
        cluster.runPod(cluster.job());
        begin(id, 1);
        List<String> waiting = new ArrayList<>();
        cluster.away(() -> {
            waiting.add(submit());
            assertThatThrownBy(this::settle).isInstanceOf(KubernetesClientException.class);
            assertThat(get(id).state()).isEqualTo(JobState.RUNNING);
            assertThat(get(waiting.get(0)).state()).isEqualTo(JobState.QUEUED);
        });
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.RUNNING);
        assertThat(cluster.jobs()).hasSize(2);
    }
}
