/** HTTP and nothing else: a controller per resource, errors, the OpenAPI document. */
@NullMarked
package dev.descent.api;

import org.jspecify.annotations.NullMarked;
