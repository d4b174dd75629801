package dev.descent.jobs.run;

import dev.descent.jobs.JobSpec;
import tools.jackson.databind.JsonNode;

/** A spec with every default filled in, and the JSON that says so. */
public record EffectiveSpec(JobSpec spec, JsonNode json) {}
