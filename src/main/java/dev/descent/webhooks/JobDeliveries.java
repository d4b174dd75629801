package dev.descent.webhooks;

import dev.descent.jobs.Job;
import dev.descent.jobs.TransitionListener;
import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Puts what happens to jobs into the outbox, in the transaction in which it happens.
 *
 * <p>For a project without webhooks that is one look at an index. Only where there are some does the database compose the
 * message, by a statement that takes several times as long to plan.
 */
@Component
class JobDeliveries implements TransitionListener {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Ids ids = new Ids();

    JobDeliveries(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void entered(ProjectId project, String jobId, List<Job.Transition> transitions) {
        boolean any = jdbc.sql("select exists (select from webhook where project_id = ?)")
                .param(project.value())
                .query(Boolean.class)
                .single();
        for (int i = 0; any && i < transitions.size(); i++) {
            add(project, jobId, transitions.get(i), transitions.size() - 1 - i);
        }
    }

    /** @param behind how many events the job has after this one */
    private void add(ProjectId project, String jobId, Job.Transition transition, int behind) {
        Instant now = clock.instant();
        jdbc.sql("""
                        insert into webhook_delivery (webhook_id, id, type, job_id, body, created_at, next_attempt_at)
                        select w.id, :event, 'job.state', j.id,
                            json_build_object('id', :event, 'type', 'job.state', 'at', :at, 'data', json_build_object(
                                'job', j.id,
                                'path', '/v1/jobs/' || j.id,
                                'name', j.name,
                                'state', :state,
                                'reason', cast(:reason as text),
                                'event', j.last_event - :behind,
                                'labels', coalesce(
                                    (select json_object_agg(key, value order by key) from job_label where job_id = j.id),
                                    '{}'),
                                'model', j.model_id,
                                'error', case when j.error_code is not null then json_build_object(
                                    'code', j.error_code, 'message', j.error_message, 'pointer', j.error_pointer) end)),
                            :now, :now
                        from webhook w join job j on j.id = :job
                        where w.project_id = :project and w.disabled_at is null and :state = any(w.states)""")
                .param("event", ids.next(Webhooks.EVENT, now))
                .param("at", transition.at().toString())
                .param("state", transition.state().wire())
                .param("reason", transition.reason())
                .param("behind", behind)
                .param("now", Timestamp.from(now))
                .param("job", jobId)
                .param("project", project.value())
                .update();
    }
}
