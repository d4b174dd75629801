package dev.descent.jobs.pods;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.jobs.JobState;
import dev.descent.jobs.queue.Queue;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that die, and pods that cannot be made: jobs go on elsewhere, and others are not kept waiting. */
class PodFaultsTest extends PodsSetup {
    /** Of a Job's only container, on a node since now. */
    private static PodStatusBuilder waiting(PodStatusBuilder status, String reason, String since) {
        return status.withPhase("Pending")
                .withConditions(new PodConditionBuilder()
                        .withType("PodScheduled")
                        .withStatus("True")
                        .withLastTransitionTime(since)
                        .build())
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("worker")
                        .withNewState()
                        .withNewWaiting("for a reason", reason)
                        .endState()
                        .build());
    }

    private String submitAndBegin() throws SQLException {
        String id = submit();
        settle();
        cluster.runPod(cluster.job());
        begin(id, 1);
        return id;
    }

    @Test
    void aPodOnALostNodeKeepsItsJobWaitingNoLongerThanItsGraceAndAMinute() throws SQLException {
        String id = submitAndBegin();
        cluster.deletePodOfLostNode(cluster.job());
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.RUNNING);
        clock.add(Duration.ofSeconds(90));
        settle();
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(id).transitions().get(2).reason()).contains("its node does not answer");
        assertThat(crashes(id)).isZero();
        assertThat(cluster.job().getMetadata().getName()).endsWith("-2-0");
        assertThat(cluster.pods()).as("still there, as it was seen last").hasSize(1);
    }

    @Test
    void aPodThatWasDeletedWithItsJobOnALostNodeIsForgotten() throws SQLException {
        String id = submitAndBegin();
        cluster.deletePodOfLostNode(cluster.job());
        cluster.delete(cluster.job());
        silence(id, Duration.ofMinutes(1));
        settle();
        clock.add(Duration.ofMinutes(2));
        settle();
        settle();
        assertThat(cluster.job().getMetadata().getName()).endsWith("-2-0");
        assertThat(crashes(id)).isZero();
    }

    @Test
    void aPodThatIsLostBeforeItBeginsItsJobIsNotTakenForTheNextOne() throws SQLException {
        submit();
        settle();
        Job first = cluster.job();
        cluster.runPod(first);
        cluster.deletePodOfLostNode(first);
        clock.add(Duration.ofMinutes(2));
        settle();
        Job second = cluster.job();
        assertThat(second.getMetadata().getUid())
                .isNotEqualTo(first.getMetadata().getUid());
        settle();
        assertThat(cluster.job()).isEqualTo(second);
    }

    @Test
    void aSilentWorkerIsNotBlamedIfItsPodMustGo() throws SQLException {
        String id = submitAndBegin();
        cluster.deletePodOfLostNode(cluster.job());
        silence(id, Duration.ofMinutes(1));
        service.get(Queue.class).takeBackExpired();
        settle();
        assertThat(get(id).state())
                .as("its lease may have run out with the database away")
                .isEqualTo(JobState.RUNNING);
        clock.add(Duration.ofSeconds(31));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(crashes(id)).isZero();
    }

    @Test
    void aWorkerThatIsSilentForLongWhileItsPodRunsIsBlamed() throws SQLException {
        String id = submitAndBegin();
        settle();
        silence(id, Duration.ofHours(1));
        clock.add(Duration.ofMinutes(9));
        settle();
        service.get(Queue.class).takeBackExpired();
        assertThat(get(id).state()).isEqualTo(JobState.RUNNING);
        clock.add(Duration.ofMinutes(2));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(crashes(id)).isOne();
    }

    @Test
    void silenceWhileNobodyCouldListenDoesNotCount() throws SQLException {
        String id = submitAndBegin();
        settle();
        silence(id, Duration.ofHours(1));
        clock.add(Duration.ofMinutes(11));
        cluster.away(() -> assertThatThrownBy(this::settle).isInstanceOf(KubernetesClientException.class));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aCancelledJobDoesNotWaitLongForASilentWorker() throws SQLException {
        String id = submitAndBegin();
        service.jobs().cancel(DEFAULT, id);
        silence(id, Duration.ofHours(1));
        settle();
        clock.add(Duration.ofMinutes(1));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aSpecThatCannotBeReadFailsItsJobAndKeepsNoOtherWaiting() throws SQLException {
        String unreadable = submit();
        submit();
        service.sql()
                .sql("update job set effective_spec = '{\"colour\": \"red\"}' where id = ?")
                .param(unreadable)
                .update();
        settle();
        assertThat(failure(unreadable).message()).contains("no pod can be described", "colour");
        assertThat(cluster.jobs()).hasSize(1);
    }

    @Test
    void aPodThatTheClusterCannotMakeNowKeepsNoOtherWaiting() throws SQLException {
        String refused = submit();
        cluster.refuse(refused, 500);
        submit();
        settle();
        assertThat(cluster.jobs()).hasSize(1);
        submit();
        settle();
        assertThat(cluster.jobs()).hasSize(2);
        assertThat(get(refused).state()).isEqualTo(JobState.QUEUED);
        assertThat(get(refused).stateReason()).contains("the cluster refuses its pod");
        cluster.refuseNothing();
        settle();
        assertThat(cluster.jobs()).hasSize(3);
    }

    @Test
    void requestsWithoutAnswerKeepNobodyWaitingUnlessThereAreMany() throws SQLException {
        String running = submitAndBegin();
        Job job = cluster.job();
        cluster.ignore(submit());
        cluster.ignore(submit());
        settle();
        cluster.pod(job, status -> status.withPhase("Failed").withReason("Evicted"));
        cluster.end(job, "Failed", "BackoffLimitExceeded");
        settle();
        assertThat(cluster.job().getMetadata().getName()).endsWith("-2-0");
        cluster.ignore(running);
        cluster.delete(cluster.job());
        assertThatThrownBy(this::settle).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void aSecretThatWasNotWrittenIsWrittenWhenThePodWaitsForIt() throws SQLException {
        String id = submit();
        settle();
        Job job = cluster.job();
        delete(cluster.secrets());
        cluster.makePod(
                job,
                status -> waiting(
                        status,
                        "CreateContainerConfigError",
                        clock.instant().minusSeconds(3600).toString()));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(cluster.job()).isEqualTo(job);
        List<Secret> written = cluster.secrets();
        assertThat(written).hasSize(1);
        settle();
        assertThat(get(id).state()).as("it was written just now").isEqualTo(JobState.QUEUED);
        assertThat(cluster.secrets()).isEqualTo(written);
        clock.add(Duration.ofMinutes(11));
        settle();
        assertThat(failure(id).message()).contains("CreateContainerConfigError");
    }

    private void delete(List<Secret> secrets) {
        secrets.forEach(secret -> cluster.client()
                .secrets()
                .inNamespace(FakeCluster.NAMESPACE)
                .withName(secret.getMetadata().getName())
                .delete());
    }

    @Test
    void aPodHasTheTimeToStartFromWhenItHasANode() throws SQLException {
        String id = submit();
        settle();
        Job job = cluster.job();
        cluster.makePod(job, status -> status.withPhase("Pending"));
        clock.add(Duration.ofHours(2));
        String since = clock.instant().toString();
        cluster.pod(job, status -> waiting(status, "ErrImagePull", since));
        settle();
        assertThat(get(id).state()).isEqualTo(JobState.QUEUED);
        clock.add(Duration.ofMinutes(11));
        settle();
        assertThat(failure(id).message()).contains("ErrImagePull");
    }
}
