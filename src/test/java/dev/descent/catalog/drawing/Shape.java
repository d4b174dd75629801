package dev.descent.catalog.drawing;

import dev.descent.spec.Family;

@Family(value = "shapes", description = "What can be drawn.")
public interface Shape {}
