package dev.descent.api.stream;

import dev.descent.jobs.Events;
import dev.descent.jobs.JobNotFound;
import dev.descent.projects.ProjectId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** All open streams of this process. */
@Component
public class EventStreams implements SmartLifecycle {
    /** A client that reads nothing blocks the thread that writes to it until the connection times out. */
    private static final int HEARTBEAT_THREADS = 4;

    private final Events events;
    private final JsonMapper json;
    private final Duration heartbeat;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile ScheduledExecutorService timer;
    private volatile boolean running;
    private volatile boolean stopping;

    public EventStreams(Events events, JsonMapper json, @Value("${descent.stream-heartbeat}") Duration heartbeat) {
        this.events = events;
        this.json = json;
        this.heartbeat = heartbeat;
        this.timer = newTimer();
    }

    private static ScheduledExecutorService newTimer() {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(HEARTBEAT_THREADS, task -> {
            Thread thread = new Thread(task, "event-stream-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        return threads;
    }

    /**
     * Starts to send a job's events with numbers greater than {@code after}.
     *
     * @param isAllowed asked with every heartbeat: whether the client may still listen
     * @throws JobNotFound if there is no such job
     */
    public SseEmitter open(ProjectId project, String jobId, long after, BooleanSupplier isAllowed) {
        EventStream stream = new EventStream(json, isAllowed, open::remove);
        open.add(stream);
        try {
            stream.follow(events.subscribe(project, jobId, after, stream));
        } catch (RuntimeException e) {
            open.remove(stream);
            throw e;
        }
        stream.beat(timer.scheduleWithFixedDelay(
                stream::heartbeat, heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS));
        if (stopping) {
            stream.ended();
        }
        return stream.emitter();
    }

    /** How many streams are open. */
    public int count() {
        return open.size();
    }

    @Override
    public void start() {
        if (stopping) {
            stopping = false;
            timer = newTimer();
        }
        running = true;
    }

    /** Ends all streams, for which a graceful shutdown would otherwise wait; clients resume elsewhere or later. */
    @Override
    public void stop() {
        stopping = true;
        running = false;
        open.forEach(EventStream::ended);
        timer.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
