package dev.descent.api.stream;

import dev.descent.jobs.Event;
import dev.descent.jobs.Subscription;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** One client that follows one job. */
final class EventStream implements Subscription.Listener {
    private static final long NO_TIMEOUT = 0;

    private final SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
    private final JsonMapper json;
    private final BooleanSupplier isAllowed;
    private final Consumer<EventStream> onClose;
    private final ReentrantLock writing = new ReentrantLock();

    private @Nullable Subscription subscription;
    private @Nullable Future<?> heartbeats;
    private boolean closed;

    EventStream(JsonMapper json, BooleanSupplier isAllowed, Consumer<EventStream> onClose) {
        this.json = json;
        this.isAllowed = isAllowed;
        this.onClose = onClose;
        emitter.onCompletion(this::close);
        emitter.onTimeout(this::close);
        emitter.onError(e -> close());
    }

    SseEmitter emitter() {
        return emitter;
    }

    synchronized void follow(Subscription source) {
        subscription = source;
        if (closed) {
            source.close();
        }
    }

    synchronized void beat(Future<?> timer) {
        heartbeats = timer;
        if (closed) {
            timer.cancel(false);
        }
    }

    /** All in one write. */
    @Override
    public void events(List<Event> events) throws IOException {
        Set<DataWithMediaType> parts = new LinkedHashSet<>();
        for (Event event : events) {
            String text = "id:" + event.seq() + "\nevent:" + event.type() + "\ndata:"
                    + json.writeValueAsString(event.data()) + "\n\n";
            parts.add(new DataWithMediaType(text, MediaType.TEXT_PLAIN));
        }
        writing.lock();
        try {
            emitter.send(parts);
        } catch (IOException | IllegalStateException e) {
            // The client has gone.
            close();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void ended() {
        close();
        emitter.complete();
    }

    /**
     * A comment, which keeps proxies from closing the connection and notices clients that have gone. Who may not listen any
     * more hears the end.
     */
    void heartbeat() {
        if (!isAllowed.getAsBoolean()) {
            ended();
            return;
        }
        if (writing.tryLock()) {
            try {
                emitter.send(SseEmitter.event().comment(""));
            } catch (IOException | IllegalStateException e) {
                close();
            } finally {
                writing.unlock();
            }
        }
    }

    private synchronized void close() {
        if (!closed) {
            closed = true;
            if (subscription != null) {
                subscription.close();
            }
            if (heartbeats != null) {
                heartbeats.cancel(false);
            }
            onClose.accept(this);
        }
    }
}
