package dev.descent.catalog.twins;

import dev.descent.spec.Family;
import dev.descent.spec.Strategy;

/** Two strategies of one family and one name. */
public interface Twins {
    @Family(value = "twins", description = "Twins.")
    interface Twin {}

    @Strategy(type = "same", title = "First", description = "The first.")
    record First() implements Twin {}

    @Strategy(type = "same", title = "Second", description = "The second.")
    record Second() implements Twin {}
}
