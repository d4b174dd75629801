package dev.descent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.JobState;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads that send. */
class DispatcherTest {
    private final TestOutbox outbox = new TestOutbox();
    private final Receiver slow = new Receiver();
    private final Receiver quick = new Receiver();

    @AfterEach
    void close() {
        slow.close();
        quick.close();
        outbox.close();
    }

    private Dispatcher dispatcher(String role) {
        return new Dispatcher(outbox.queue, outbox.sender, outbox.clock, role);
    }

    @Test
    void aReceiverThatNeverAnswersDoesNotHoldUpAnother() {
        outbox.create(slow, JobState.FAILED);
        outbox.create(quick, JobState.SUCCEEDED);
        slow.neverAnswers();
        for (int i = 0; i < 3 * Dispatcher.SENDERS; i++) {
            outbox.ends(JobState.FAILED);
        }
        Dispatcher dispatcher = dispatcher("api");
        dispatcher.start();
        for (int i = 0; i < Dispatcher.SENDERS_OF_ONE; i++) {
            slow.next();
        }

        Set<String> sent = new HashSet<>();
        Set<String> received = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            sent.add(outbox.ends(JobState.SUCCEEDED));
        }
        for (int i = 0; i < 20; i++) {
            received.add(quick.next().body().replaceAll("(?s).*\"job\" : \"(\\w+)\".*", "$1"));
        }
        assertThat(received).isEqualTo(sent);
        assertThat(slow.waiting())
                .as("requests to the slow one beyond its part")
                .isZero();
        slow.close();
        dispatcher.stop();
    }

    @Test
    void aProcessThatOnlyWorksSendsNothing() {
        assertThat(dispatcher("worker").isAutoStartup()).isFalse();
        assertThat(dispatcher("api").isAutoStartup()).isTrue();
        assertThat(dispatcher("all").isAutoStartup()).isTrue();
    }
}
