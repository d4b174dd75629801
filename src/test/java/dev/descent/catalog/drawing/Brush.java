package dev.descent.catalog.drawing;

import dev.descent.spec.Family;

@Family(value = "brushes", description = "A family without members.")
public interface Brush {}
