/** Who asks, and whether they may: the login of requests, roles, limits of their rate, and what the audit log hears of it. */
@NullMarked
package dev.descent.api.access;

import org.jspecify.annotations.NullMarked;
