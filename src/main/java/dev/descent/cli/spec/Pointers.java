package dev.descent.cli.spec;

/** JSON pointers (RFC 6901). */
final class Pointers {
    private Pointers() {}

    static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    /** The pointer to what holds the value. */
    static String parent(String pointer) {
        return pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
    }
}
