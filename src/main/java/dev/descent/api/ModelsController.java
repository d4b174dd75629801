package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.RANGE_NOT_SATISFIABLE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.Requires;
import dev.descent.api.document.MayFail;
import dev.descent.api.errors.Refusal;
import dev.descent.artifacts.Models;
import dev.descent.artifacts.Prediction;
import dev.descent.artifacts.TrainedModel;
import dev.descent.artifacts.TrainedModel.ModelFile;
import dev.descent.spec.InvalidOptions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models: what they are, their files, and their predictions. */
@RestController
@RequestMapping("/v1/models/{id}")
@Tag(name = "Models", description = "What succeeded jobs left: weights, provenance, predictions.")
class ModelsController {
    private final Models models;
    private final JsonMapper json;

    ModelsController(Models models, JsonMapper json) {
        this.models = models;
        this.json = json;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "getModel", summary = "Get a model and where it comes from")
    @MayFail(NOT_FOUND)
    TrainedModel get(Caller caller, @PathVariable String id) {
        return models.find(caller.project(), IdKind.MODEL.require(id)).orElseThrow(() -> IdKind.MODEL.missing(id));
    }

    @GetMapping("/files/{name}")
    @Operation(
            operationId = "downloadModelFile",
            summary = "Download a file of a model",
            description = "`weights.safetensors` holds the weights with PyTorch's names and layouts. Ranges and "
                    + "`If-None-Match` are understood.")
    @ApiResponse(
            responseCode = "200",
            description = "The file.",
            content =
                    @Content(
                            mediaType = "application/octet-stream",
                            schema = @Schema(type = "string", format = "binary")))
    @MayFail({NOT_FOUND, RANGE_NOT_SATISFIABLE})
    ResponseEntity<Resource> file(
            Caller caller, @PathVariable String id, @PathVariable String name, HttpServletRequest request) {
        TrainedModel model = get(caller, id);
        ModelFile file = model.files().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> noFile(model, name));
        Path content = models.file(model, name).orElseThrow(() -> noFile(model, name));
        MediaType type = name.endsWith(".json") ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_OCTET_STREAM;
        return Downloads.answer(content, name, file.digest(), type, request);
    }

    private static Refusal noFile(TrainedModel model, String name) {
        return Refusal.notFound("The model has no file \"" + name + "\"; it has "
                + model.files().stream().map(ModelFile::name).collect(Collectors.joining(", ")) + ".");
    }

    @Requires(Role.VIEWER)
    @PostMapping(
            path = "/predictions",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "predict",
            summary = "Predict with a model",
            description = "Instances are rows as they were in the data set: an object from feature name to value, or "
                    + "a list of values in the order of the features. The model encodes them as in training.")
    @MayFail({NOT_FOUND, MALFORMED_JSON, INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE})
    Predictions predict(
            Caller caller,
            @PathVariable String id,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(ref = "PredictionRequest")))
                    @RequestBody
                    JsonNode body) {
        IdKind.MODEL.require(id);
        return new Predictions(models.predict(caller.project(), id, instances(body)));
    }

    /** Predictions on the wire. */
    record Predictions(List<Prediction> predictions) {}

    private List<?> instances(JsonNode body) {
        JsonNode instances = RequestFields.only(body, "instances").required("instances");
        if (!instances.isArray() || instances.isEmpty()) {
            throw new InvalidOptions("/instances", "wrong_type", "must be a list of at least one instance");
        }
        List<Object> values = new ArrayList<>(instances.size());
        for (JsonNode instance : instances) {
            values.add(json.treeToValue(instance, Object.class));
        }
        return values;
    }
}
