package dev.descent.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SilenceLimitTest {
    /** As a connection whose other end has vanished. */
    private static final class Silent extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new IOException("closed");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    @Timeout(60)
    void whoReadsFromASilentConnectionIsFreed() {
        Silent silent = new Silent();
        try (SilenceLimit limit = new SilenceLimit(silent, Duration.ofMillis(30))) {
            limit.heard();
            assertThatThrownBy(silent::read).isInstanceOf(IOException.class).hasMessage("closed");
        }
    }

    @Test
    void aStreamIsNotClosedBeforeItsTime() {
        Silent silent = new Silent();
        try (SilenceLimit limit = new SilenceLimit(silent, Duration.ofHours(1))) {
            limit.heard();
        }
        assertThat(silent.closed.getCount()).isEqualTo(1);
    }
}
