package dev.descent.jobs.lifecycle;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.InvalidTransition;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JobEntityTest {
    private static final int MOST_CRASHES = 3;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** All that can happen to a job. */
    enum Command {
        START((job, now) -> job.start("worker", now.plusSeconds(30), now)),
        CANCEL(JobEntity::cancel),
        PAUSE(JobEntity::pause),
        RESUME(JobEntity::resume),
        STOP(JobEntity::stop),
        CANCELLED(JobEntity::cancelled),
        SUCCEED((job, now) -> job.succeed("model_1", null, now)),
        FAIL((job, now) -> job.fail(new Job.Failure("diverged", "the loss is NaN", "/learning_rate"), now)),
        LOSE((job, now) -> job.lose(JobEntity.VANISHED, MOST_CRASHES, () -> "told", now));

        private final BiConsumer<JobEntity, Instant> effect;

        Command(BiConsumer<JobEntity, Instant> effect) {
            this.effect = effect;
        }
    }

    /** Every arrow that the life of a job may follow. */
    private static final Map<JobState, Set<JobState>> ARROWS = new EnumMap<>(Map.of(
            JobState.QUEUED, Set.of(JobState.RUNNING, JobState.PAUSED, JobState.CANCELLED),
            JobState.RUNNING,
                    Set.of(JobState.PAUSING, JobState.CANCELLING, JobState.SUCCEEDED, JobState.FAILED, JobState.QUEUED),
            JobState.PAUSING, Set.of(JobState.PAUSED, JobState.CANCELLING, JobState.SUCCEEDED, JobState.FAILED),
            JobState.PAUSED, Set.of(JobState.QUEUED, JobState.CANCELLED),
            JobState.CANCELLING, Set.of(JobState.CANCELLED),
            JobState.SUCCEEDED, Set.of(),
            JobState.FAILED, Set.of(),
            JobState.CANCELLED, Set.of()));

    @Property
    void noSequenceOfCommandsLeavesTheArrowsAndEveryStepIsRecorded(@ForAll @Size(max = 40) List<Command> commands) {
        JobEntity job = job();
        List<Job.Transition> recorded = new ArrayList<>(job.takeNews());
        Instant now = START;
        for (Command command : commands) {
            JobState before = job.state();
            now = now.plusSeconds(1);
            try {
                command.effect.accept(job, now);
            } catch (InvalidTransition e) {
                assertThat(job.state()).as("a refused command changes nothing").isEqualTo(before);
                assertThat(e.state()).isEqualTo(before);
            }
            List<Job.Transition> news = job.takeNews();
            if (job.state() != before) {
                assertThat(ARROWS.get(before)).contains(job.state());
                assertThat(news).hasSize(1);
                assertThat(news.get(0).at()).isEqualTo(now);
            } else {
                assertThat(news).isEmpty();
            }
            recorded.addAll(news);
            assertThat(recorded.get(recorded.size() - 1).state()).isEqualTo(job.state());
            assertThat(job.worker() != null)
                    .as("held exactly while active")
                    .isEqualTo(job.state().isActive());
        }
    }

    @Property
    void aFinalStateIsFinal(@ForAll @Size(max = 30) List<Command> commands, @ForAll Command last) {
        JobEntity job = job();
        for (Command command : commands) {
            attempt(job, command);
        }
        JobState state = job.state();
        if (state.isFinal()) {
            attempt(job, last);
            assertThat(job.state()).isEqualTo(state);
        }
    }

    @Test
    void aJobWhoseWorkersKeepVanishingIsGivenUp() {
        JobEntity job = job();
        for (int i = 1; i < MOST_CRASHES; i++) {
            attempt(job, Command.START);
            attempt(job, Command.LOSE);
            assertThat(job.state()).isEqualTo(JobState.QUEUED);
        }
        attempt(job, Command.START);
        attempt(job, Command.LOSE);
        assertThat(job.state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void aHandOverIsNoCrash() {
        JobEntity job = job();
        for (int i = 0; i < 10; i++) {
            attempt(job, Command.START);
            attempt(job, Command.STOP);
        }
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.attempt()).isEqualTo(10);
        assertThat(job.crashes()).isZero();
    }

    private static void attempt(JobEntity job, Command command) {
        try {
            command.effect.accept(job, START);
        } catch (InvalidTransition e) {
            assertThat(e).hasMessageStartingWith("cannot ");
        }
    }

    private static JobEntity job() {
        return new JobEntity("job_1", new JobOrder(DEFAULT, null, "ds_1", "{}", "{}", 0, 10, 5), START);
    }
}
