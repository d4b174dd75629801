package dev.descent.jobs.lifecycle;

import dev.descent.projects.ProjectId;
import java.util.Map;
import org.slf4j.MDC;

/** What the lines tell of, beside their text, that a thread logs while it works for a job. */
public final class LogContext {
    private LogContext() {}

    /** Lines are about a job meanwhile. */
    public static void about(ProjectId project, String jobId, Runnable work) {
        with(Map.of("project", project.value(), "job_id", jobId), work);
    }

    /** Lines are of the worker that has a job meanwhile. */
    public static void about(ProjectId project, Hold hold, Runnable work) {
        with(
                Map.of(
                        "project", project.value(),
                        "job_id", hold.jobId(),
                        "attempt", Integer.toString(hold.attempt()),
                        "worker", hold.worker()),
                work);
    }

    private static void with(Map<String, String> fields, Runnable work) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        fields.forEach(MDC::put);
        try {
            work.run();
        } finally {
            MDC.clear();
            if (before != null) {
                MDC.setContextMap(before);
            }
        }
    }
}
