package dev.descent.cli.http;

/** When a request is sent again that got no answer. */
enum Again {
    /** It may have been done, and would be done twice. */
    NEVER,
    /** It reads: not where there is no server at all, which is said at once. */
    IF_CUT,
    /** It carries an idempotency key: whatever happened, it is done once. */
    ALWAYS
}
