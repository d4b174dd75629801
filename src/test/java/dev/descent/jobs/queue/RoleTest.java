package dev.descent.jobs.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoleTest {
    private static final Duration LEASE = Duration.ofSeconds(10);

    private static WorkerSettings settings(Role role, int workers) {
        return new WorkerSettings(
                role, workers, LEASE, LEASE, "jdbc:postgresql://elsewhere/descent", Dispatch.LOCAL, "", 0);
    }

    @Test
    void aProcessThatServesTrainsNothingHoweverManyWorkersItIsGiven() {
        assertThat(settings(Role.API, 3).threads()).isZero();
        assertThat(settings(Role.API, -1).threads()).isZero();
    }

    @Test
    void othersTrainAsManyJobsAsTheyAreTold() {
        assertThat(settings(Role.ALL, 0).threads()).isZero();
        assertThat(settings(Role.ALL, 3).threads()).isEqualTo(3);
        assertThat(settings(Role.WORKER, -1).threads()).isEqualTo(WorkerSettings.defaultThreads());
    }

    @Test
    void aWorkerWithoutWorkersIsRefused() {
        assertThatThrownBy(() -> settings(Role.WORKER, 0))
                .hasMessage("descent.role is worker, but descent.workers is 0: it would do nothing");
    }

    @Test
    void whereJobsRunInPodsNoOtherProcessTrains() {
        WorkerSettings serving = new WorkerSettings(
                Role.ALL, 3, LEASE, LEASE, "jdbc:postgresql://elsewhere/descent", Dispatch.KUBERNETES, "", 0);
        assertThat(serving.threads()).isZero();
        assertThatThrownBy(() -> new WorkerSettings(Role.WORKER, 3, LEASE, LEASE, "", Dispatch.KUBERNETES, "", 0))
                .hasMessageContaining("jobs run in pods of their own");
    }

    @Test
    void aProcessForOneJobTrainsThatAlone() {
        WorkerSettings pod = new WorkerSettings(
                Role.WORKER, 3, LEASE, LEASE, "jdbc:postgresql://elsewhere/descent", Dispatch.LOCAL, "job_1", 2);
        assertThat(pod.threads()).isEqualTo(1);
        assertThat(pod.assignment()).isEqualTo(new Assignment("job_1", 2));
    }

    @Test
    void onlyTheProcessOfAnEmbeddedDatabaseIsAlone() {
        assertThat(settings(Role.ALL, 1).alone()).isFalse();
        assertThat(new WorkerSettings(Role.ALL, 1, LEASE, LEASE, "", Dispatch.LOCAL, "", 0).alone())
                .isTrue();
    }
}
