package dev.descent.cli.follow;

import dev.descent.cli.http.Api;
import dev.descent.cli.http.Event;
import dev.descent.cli.http.EventSource;
import dev.descent.cli.http.Exit;
import dev.descent.cli.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/** Stays with a job until it ends. */
public final class Following {
    private final Api api;
    private final Terminal terminal;

    public Following(Api api, Terminal terminal) {
        this.api = api;
        this.terminal = terminal;
    }

    /** Shows how the job goes on the standard error. Answers the job as it ended. */
    public JsonNode watch(String id, long totalSteps) {
        Progress progress = new Progress(totalSteps);
        View view = terminal.liveErr() ? new LiveView(terminal, progress) : new PlainView(terminal, progress);
        return follow(id, 0, view);
    }

    /** Hands each event after this one to the listener. Answers the job as it ended. */
    public JsonNode tell(String id, long after, EventSource.Listener listener) {
        return follow(id, after, new Passed(listener));
    }

    private JsonNode follow(String id, long after, View view) {
        // Ctrl-C stops the following alone; the thread must not print on while the process ends.
        Thread goodbye = new Thread(() -> {
            view.close();
            terminal.say("");
            terminal.say("Stopped following; the job goes on.");
            terminal.say("  to come back   descent logs " + id + " --follow");
            terminal.say("  to stop it     descent cancel " + id);
        });
        Runtime.getRuntime().addShutdownHook(goodbye);
        try (view) {
            new EventSource(api, after, view).follow(id);
        } finally {
            withdraw(goodbye);
        }
        return api.get("/v1/jobs/" + id);
    }

    private static void withdraw(Thread goodbye) {
        try {
            Runtime.getRuntime().removeShutdownHook(goodbye);
        } catch (IllegalStateException e) {
            // It is being said at this moment.
            return;
        }
    }

    /** The number that tells a script how the job ended. */
    public static int exit(JsonNode job) {
        return switch (job.path("state").asString("")) {
            case "succeeded" -> Exit.OK;
            case "cancelled" -> Exit.CANCELLED;
            default -> Exit.FAILED;
        };
    }

    /** A view of somebody who shows each event itself. */
    private record Passed(EventSource.Listener listener) implements View {
        @Override
        public void event(Event event) {
            listener.event(event);
        }

        @Override
        public void lost() {
            listener.lost();
        }

        @Override
        public void back() {
            listener.back();
        }

        @Override
        public void close() {
            // Shows nothing.
        }
    }
}
