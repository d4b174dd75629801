package dev.descent.cli.follow;

import dev.descent.cli.http.Event;
import dev.descent.cli.terminal.Bar;
import dev.descent.cli.terminal.Style;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.StringJoiner;

/** A line now and then, for logs: at every change of state, every tenth of the way, and every five seconds of the job. */
final class PlainView implements View {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int PARTS = 10;

    private final Terminal terminal;
    private final Progress progress;
    private Instant toldAt = Instant.EPOCH;
    private int toldPart;

    PlainView(Terminal terminal, Progress progress) {
        this.terminal = terminal;
        this.progress = progress;
    }

    @Override
    public void event(Event event) {
        progress.accept(event);
        if (event.type().equals("checkpoint")) {
            return;
        }
        if (!event.type().equals("metrics")) {
            terminal.say(EventLine.of(event, new Style(false)));
            toldAt = progress.at();
            return;
        }
        int part = (int) (progress.fraction() * PARTS);
        if (part != toldPart || Duration.between(toldAt, progress.at()).compareTo(INTERVAL) >= 0) {
            toldPart = part;
            toldAt = progress.at();
            terminal.say(line());
        }
    }

    private String line() {
        StringJoiner line = new StringJoiner(", ");
        line.add(progress.steps() + (progress.isMeasured() ? " (" + percent() + ")" : ""));
        line.add(progress.epochs());
        progress.judgements().forEach(line::add);
        progress.eta().ifPresent(eta -> line.add("ETA " + Text.duration(eta)));
        return EventLine.time(progress.at()) + " " + line;
    }

    private String percent() {
        return Bar.percent(progress.fraction());
    }

    @Override
    public void lost() {
        terminal.say("connection lost, trying again");
    }

    @Override
    public void back() {
        terminal.say("connected again");
    }

    @Override
    public void close() {
        // Lines stay.
    }
}
