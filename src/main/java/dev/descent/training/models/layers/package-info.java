/** What networks are made of: functions on arrays with their parameters, and how they are put together. */
@NullMarked
package dev.descent.training.models.layers;

import org.jspecify.annotations.NullMarked;
