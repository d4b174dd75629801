package dev.descent.webhooks;

import java.util.List;

/**
 * A delivery that this process sends now.
 *
 * @param id {@code evt_...}
 * @param attempt from 1; a later one means that another process has taken it over
 * @param secrets that sign it: the present one, and the one before for as long as it counts
 */
record Claimed(String webhook, String id, String url, List<Secret> secrets, String body, int attempt) {}
