package dev.descent.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.artifacts.Checkpoints;
import dev.descent.database.TestDatabase;
import dev.descent.jobs.Event;
import dev.descent.jobs.TestNode;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.jobs.lifecycle.LeaseLost;
import dev.descent.jobs.metrics.MetricPoint;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.stream.EventLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Commits whose answers were lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoubtfulWriteTest {
    @TempDir
    private static Path data;

    private TestNode service;
    private Journal journal;

    @BeforeAll
    void start() {
        service = new TestNode.Setup(TestDatabase.create(), data).start();
        journal = service.get(Journal.class);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private Hold held() {
        service.enqueue(0);
        return service.get(Queue.class)
                .claim("w", Duration.ofHours(1), claim -> {})
                .orElseThrow()
                .hold();
    }

    private static Journal.Write write(long number, long step) {
        ObjectNode values = JsonNodeFactory.instance.objectNode().put("loss", 0.5);
        ObjectNode told = JsonNodeFactory.instance.objectNode().put("step", step);
        told.set("values", values);
        return new Journal.Write(
                number,
                new Journal.Progress(step, Duration.ofSeconds(step), values),
                List.of(new EventLog.Entry("metrics", told, Instant.EPOCH), EventLog.Entry.log("step " + step)),
                List.of(new MetricPoint("loss", step, 0.5)));
    }

    private List<String> told(Hold hold) {
        return service.allEvents(hold.jobId()).stream().map(Event::type).toList();
    }

    @Test
    void aWriteThatHasHappenedIsNotRepeated() {
        Hold hold = held();
        journal.write(hold, write(1, 10));
        journal.write(hold, write(1, 10));
        assertThat(told(hold)).containsExactly("state", "state", "metrics", "log");
        journal.write(hold, write(2, 20));
        assertThat(told(hold)).containsExactly("state", "state", "metrics", "log", "metrics", "log");
        assertThat(journal.lastWrite(hold.jobId())).isEqualTo(2);
    }

    @Test
    void aCheckpointThatIsKnownIsNotToldOfAgain() {
        Hold hold = held();
        Checkpoints.Stored stored = new Checkpoints.Stored("10-1.checkpoint", 10, 100, "sha256:1");
        assertThat(journal.checkpoint(hold, stored, 2)).isEmpty();
        assertThat(journal.checkpoint(hold, stored, 2)).isEmpty();
        assertThat(told(hold)).containsExactly("state", "state", "checkpoint");
    }

    @Test
    void aWriteThatHasHappenedDoesNotHideThatTheLeaseIsLost() {
        Hold hold = held();
        journal.write(hold, write(1, 10));
        Hold other = new Hold(hold.jobId(), hold.worker(), hold.attempt() + 1);
        assertThatThrownBy(() -> journal.write(other, write(1, 10))).isInstanceOf(LeaseLost.class);
        assertThatThrownBy(() -> journal.write(other, write(2, 20))).isInstanceOf(LeaseLost.class);
    }
}
