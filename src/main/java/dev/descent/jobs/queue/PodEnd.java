package dev.descent.jobs.queue;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Ends a process that was started for one job, when that is done with. */
@Component
@ConditionalOnExpression("!'${descent.job}'.isEmpty()")
class PodEnd {
    PodEnd(Workers workers, ApplicationContext context) {
        // In a thread of its own: the context waits for the worker's thread to end.
        workers.afterAssignment(() -> new Thread(() -> System.exit(SpringApplication.exit(context)), "end").start());
    }
}
