package dev.descent.ledger;

import dev.descent.projects.ProjectId;

/**
 * Content as one project has it: what a ledger belongs to.
 *
 * <p>The same content in two projects has two ledgers. Neither can see, set or exhaust the other's; what both release
 * together, no budget bounds.
 *
 * @param fingerprint of the content
 */
public record ProjectContent(ProjectId project, String fingerprint) {}
