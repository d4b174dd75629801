package dev.descent.api.access;

/** Thrown at start-up if the service would not be safe; says why and what to do. */
class AccessRefused extends RuntimeException {
    private final String remedy;

    AccessRefused(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
