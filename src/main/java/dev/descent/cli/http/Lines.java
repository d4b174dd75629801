package dev.descent.cli.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The lines of a stream, as they come. A stream that says nothing for too long counts as cut: the server beats. */
final class Lines implements AutoCloseable {
    private static final int AHEAD = 1000;
    private static final Optional<String> END = Optional.empty();

    private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(AHEAD);
    private final Stream<String> source;
    private final Thread reader;
    private final Duration silence;

    Lines(Stream<String> source, Duration silence) {
        this.source = source;
        this.silence = silence;
        this.reader = new Thread(this::read, "events");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            readAll();
            lines.put(END);
        } catch (InterruptedException e) {
            // Nobody listens any more.
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() throws InterruptedException {
        try {
            for (String line : (Iterable<String>) source::iterator) {
                lines.put(Optional.of(line));
            }
        } catch (UncheckedIOException e) {
            // Cut: what was read counts, and the end follows.
            return;
        }
    }

    /** The next one; empty at the end. */
    Optional<String> next() throws IOException {
        try {
            Optional<String> line = lines.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new IOException("silent for " + silence.toSeconds() + " s");
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        source.close();
    }
}
