package dev.descent.cli.follow;

import dev.descent.cli.http.Event;
import dev.descent.cli.terminal.Bar;
import dev.descent.cli.terminal.Style;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Text;
import java.util.concurrent.TimeUnit;

/** A bar that moves, for people. */
final class LiveView implements View {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    private final Bar bar;
    private final Style style;
    private final Progress progress;
    private long drawnAt = System.nanoTime() - SHORTEST_NANOS;

    LiveView(Terminal terminal, Progress progress) {
        this.bar = new Bar(terminal);
        this.style = terminal.errStyle();
        this.progress = progress;
    }

    @Override
    public void event(Event event) {
        String before = progress.state();
        progress.accept(event);
        String word = EventLine.of(event, style);
        if (!event.type().equals("metrics") && !event.type().equals("checkpoint")) {
            bar.above(word);
        }
        boolean changed = !before.equals(progress.state());
        boolean atEnd = progress.fraction() >= 1;
        if (changed || atEnd || System.nanoTime() - drawnAt >= SHORTEST_NANOS) {
            draw();
        }
    }

    private void draw() {
        drawnAt = System.nanoTime();
        StringBuilder line = new StringBuilder();
        if (progress.isMeasured()) {
            line.append(bar.drawn(progress.fraction())).append(' ').append(Bar.percent(progress.fraction()));
        } else {
            line.append(progress.state());
        }
        line.append("  ").append(progress.steps());
        // What matters least comes last: a narrow terminal cuts it off.
        progress.eta().ifPresent(eta -> line.append("  ETA ").append(Text.duration(eta)));
        progress.judgements().forEach(judgement -> line.append("  ").append(judgement));
        bar.show(line.toString());
    }

    @Override
    public void lost() {
        bar.show("connection lost, trying again");
    }

    @Override
    public void back() {
        draw();
    }

    @Override
    public void close() {
        bar.close();
    }
}
