package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Api;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import tools.jackson.databind.JsonNode;

/** Models by their ids, or by those of their jobs. */
record ModelLookup(Api api) {
    JsonNode find(String id) {
        if (!id.startsWith("job_")) {
            return api.get("/v1/models/" + Address.part(id));
        }
        JsonNode job = api.get("/v1/jobs/" + Address.part(id));
        if (!job.path("model").isString()) {
            throw new Failure(
                    Exit.FAILED,
                    "The job is " + job.path("state").asString("?") + " and has no model; only a succeeded job has.");
        }
        return api.get("/v1/models/" + Address.part(job.path("model").asString()));
    }
}
