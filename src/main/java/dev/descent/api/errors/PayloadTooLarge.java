package dev.descent.api.errors;

import java.io.IOException;

/** Thrown while a body is read that turns out larger than the limit. */
class PayloadTooLarge extends IOException {
    PayloadTooLarge(String message) {
        super(message);
    }
}
