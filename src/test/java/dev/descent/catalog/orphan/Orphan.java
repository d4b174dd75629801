package dev.descent.catalog.orphan;

import dev.descent.spec.Strategy;

/** A strategy of no family. */
@Strategy(type = "orphan", title = "Orphan", description = "It belongs to nobody.")
public record Orphan() {}
