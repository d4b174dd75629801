/** The OpenAPI document: what springdoc finds, corrected and completed with schemas, errors and examples. */
@NullMarked
package dev.descent.api.document;

import org.jspecify.annotations.NullMarked;
