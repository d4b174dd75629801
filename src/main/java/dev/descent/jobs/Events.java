package dev.descent.jobs;

import dev.descent.jobs.stream.EventLog;
import dev.descent.jobs.stream.Feed;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import java.util.List;
import org.springframework.stereotype.Component;

/** What happened to each job, as one numbered sequence that can be left and rejoined anywhere. */
@Component
public class Events {
    public static final int MOST = 1000;

    private final EventLog log;
    private final Feed feed;

    Events(EventLog log, Feed feed) {
        this.log = log;
        this.feed = feed;
    }

    /**
     * The events with numbers greater than {@code after}, in order.
     *
     * @param limit at most so many, from 1 to {@link #MOST}
     * @throws JobNotFound if the project has none
     * @throws InvalidOptions if {@code limit} is out of bounds
     */
    public List<Event> after(ProjectId project, String jobId, long after, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidOptions("/limit", "out_of_bounds", "must be from 1 to " + MOST + " but is " + limit);
        }
        require(project, jobId);
        return log.after(jobId, after, limit);
    }

    /**
     * Tells {@code listener} of every event with a number greater than {@code after}, those that exist and those to
     * come.
     *
     * @throws JobNotFound if the project has none
     */
    public Subscription subscribe(ProjectId project, String jobId, long after, Subscription.Listener listener) {
        require(project, jobId);
        return feed.subscribe(jobId, after, listener);
    }

    private void require(ProjectId project, String jobId) {
        if (!log.has(project, jobId)) {
            throw new JobNotFound(jobId);
        }
    }
}
