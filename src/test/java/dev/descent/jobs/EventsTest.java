package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.stream.EventLog;
import dev.descent.spec.InvalidOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;

/** The numbered sequence of a job's events, written on one process and followed on two. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsTest {
    @TempDir
    private static Path data;

    private TestNode writer;
    private TestNode replica;

    @BeforeAll
    void start() {
        TestDatabase database = TestDatabase.create();
        writer = new TestNode.Setup(database, data).start();
        replica = new TestNode.Setup(database, data).start();
    }

    @AfterAll
    void stop() {
        replica.close();
        writer.close();
    }

    /** Adds one event, as anyone may who has something to say about a job. */
    private void append(String id, String text) {
        writer.get(TransactionTemplate.class).executeWithoutResult(status -> {
            writer.get(EventLog.class).append(id, List.of(EventLog.Entry.log(text)));
            writer.get(Announcements.class).send(Announcements.Topic.EVENTS, id);
        });
    }

    /** Keeps what it is told until the end. */
    private static class Collector implements Subscription.Listener {
        final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void events(List<Event> events) throws Exception {
            events.forEach(event -> seen.add(event.seq()));
        }

        @Override
        public void ended() {
            ended.countDown();
        }

        List<Long> whole() throws InterruptedException {
            assertThat(ended.await(TestNode.SECONDS, TimeUnit.SECONDS)).isTrue();
            return List.copyOf(seen);
        }
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void everyFollowerGetsEveryEventOnceFromWhereverItBegins() throws InterruptedException {
        String id = writer.enqueue(0);
        List<Collector> collectors = new ArrayList<>();
        List<Integer> begins = new ArrayList<>();
        Thread[] writers = new Thread[4];
        for (int t = 0; t < writers.length; t++) {
            writers[t] = new Thread(() -> IntStream.range(0, 50).forEach(i -> append(id, "event " + i)));
            writers[t].start();
        }
        for (int i = 0; i < 12; i++) {
            Collector collector = new Collector();
            collectors.add(collector);
            begins.add(i * 5);
            (i % 2 == 0 ? writer : replica).events().subscribe(DEFAULT, id, i * 5L, collector);
        }
        for (Thread thread : writers) {
            thread.join();
        }
        writer.get(Lifecycle.class).change(DEFAULT, id, JobEntity::cancel);

        for (int i = 0; i < collectors.size(); i++) {
            assertThat(collectors.get(i).whole()).isEqualTo(numbers(begins.get(i) + 1, 202));
        }
        assertThat(writer.allEvents(id)).extracting(Event::seq).isEqualTo(numbers(1, 202));
    }

    @Test
    void aSlowFollowerMissesNothing() throws InterruptedException {
        String id = writer.enqueue(0);
        Semaphore mayGoOn = new Semaphore(0);
        Collector slow = new Collector() {
            @Override
            public void events(List<Event> events) throws Exception {
                mayGoOn.acquire();
                super.events(events);
            }
        };
        writer.events().subscribe(DEFAULT, id, 0, slow);
        writer.get(TransactionTemplate.class)
                .executeWithoutResult(status -> writer.get(EventLog.class)
                        .append(
                                id,
                                IntStream.range(0, 3000)
                                        .mapToObj(i -> EventLog.Entry.log("event " + i))
                                        .toList()));
        append(id, "the last");
        writer.get(Lifecycle.class).change(DEFAULT, id, JobEntity::cancel);
        Collector quick = new Collector();
        writer.events().subscribe(DEFAULT, id, 0, quick);
        assertThat(quick.whole()).isEqualTo(numbers(1, 3003));
        mayGoOn.release(1000);
        assertThat(slow.whole()).isEqualTo(numbers(1, 3003));
    }

    @Test
    void aFinishedJobEndsItsStreamAtOnce() throws InterruptedException {
        String id = writer.enqueue(0);
        writer.jobs().cancel(DEFAULT, id);
        Collector late = new Collector();
        writer.events().subscribe(DEFAULT, id, 1, late);
        assertThat(late.whole()).containsExactly(2L);
        Collector later = new Collector();
        writer.events().subscribe(DEFAULT, id, 2, later);
        assertThat(later.whole()).isEmpty();
    }

    @Test
    void aDeletedJobEndsItsStream() throws InterruptedException {
        String id = writer.enqueue(0);
        Collector ahead = new Collector();
        replica.events().subscribe(DEFAULT, id, 1000, ahead);
        writer.jobs().cancel(DEFAULT, id);
        writer.jobs().delete(DEFAULT, id);
        assertThat(ahead.whole()).isEmpty();
        assertThatThrownBy(() -> writer.events().subscribe(DEFAULT, id, 0, new Collector()))
                .isInstanceOf(JobNotFound.class);
    }

    @Test
    void aFollowerThatFailsIsForgotten() throws InterruptedException {
        String id = writer.enqueue(0);
        CountDownLatch told = new CountDownLatch(1);
        writer.events().subscribe(DEFAULT, id, 0, new Subscription.Listener() {
            @Override
            public void events(List<Event> events) throws Exception {
                told.countDown();
                throw new IOException("broken pipe");
            }

            @Override
            public void ended() {
                throw new AssertionError("nobody is there");
            }
        });
        assertThat(told.await(TestNode.SECONDS, TimeUnit.SECONDS)).isTrue();
        Collector other = new Collector();
        writer.events().subscribe(DEFAULT, id, 0, other);
        writer.jobs().cancel(DEFAULT, id);
        assertThat(other.whole()).containsExactly(1L, 2L);
    }

    @Test
    void eventsAreListedInPages() {
        String id = writer.enqueue(0);
        IntStream.range(0, 9).forEach(i -> append(id, "event " + i));
        assertThat(writer.events().after(DEFAULT, id, 0, 4))
                .extracting(Event::seq)
                .isEqualTo(numbers(1, 4));
        assertThat(writer.events().after(DEFAULT, id, 8, 4))
                .extracting(Event::seq)
                .isEqualTo(numbers(9, 10));
        assertThat(writer.events().after(DEFAULT, id, 99, 4)).isEmpty();
        assertThatThrownBy(() -> writer.events().after(DEFAULT, id, 0, 0)).isInstanceOf(InvalidOptions.class);
        assertThatThrownBy(() -> writer.events().after(DEFAULT, "job_none", 0, 1))
                .isInstanceOf(JobNotFound.class);
    }
}
