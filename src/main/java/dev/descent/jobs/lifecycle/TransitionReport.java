package dev.descent.jobs.lifecycle;

import dev.descent.jobs.Job;
import dev.descent.jobs.JobState;
import dev.descent.jobs.TransitionListener;
import dev.descent.projects.ProjectId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells operators what becomes of jobs, by a line of the log and a count, once it is committed. */
@Component
class TransitionReport implements TransitionListener {
    private static final Logger LOG = LoggerFactory.getLogger(TransitionReport.class);

    private final Map<JobState, Counter> counters = new EnumMap<>(JobState.class);

    TransitionReport(MeterRegistry meters) {
        for (JobState state : JobState.values()) {
            counters.put(
                    state,
                    Counter.builder("descent.job.transitions")
                            .tag("state", state.wire())
                            .description("How often this process brought a job into a state")
                            .baseUnit("transitions")
                            .register(meters));
        }
    }

    @Override
    public void entered(ProjectId project, String jobId, List<Job.Transition> transitions) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                LogContext.about(project, jobId, () -> tell(transitions));
            }
        });
    }

    private void tell(List<Job.Transition> transitions) {
        for (Job.Transition transition : transitions) {
            Objects.requireNonNull(counters.get(transition.state())).increment();
            String reason = transition.reason();
            LOG.info("The job is {}{}", transition.state().wire(), reason == null ? "" : ": " + reason);
        }
    }
}
