package dev.descent.cli.follow;

import dev.descent.cli.http.EventSource;

/** What is shown of a job while its events come. */
interface View extends EventSource.Listener, AutoCloseable {
    /** After it the terminal is as it was. */
    @Override
    void close();
}
