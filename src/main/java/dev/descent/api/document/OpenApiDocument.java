package dev.descent.api.document;

import dev.descent.access.ApiKeyRequest;
import dev.descent.access.Caller;
import dev.descent.api.UploadSchema;
import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Problem;
import dev.descent.catalog.SpecSchema;
import dev.descent.jobs.DryRun;
import dev.descent.jobs.Event;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.ScheduleRequest;
import dev.descent.ledger.BudgetRequest;
import dev.descent.perturbation.PerturbedCopyEstimate;
import dev.descent.perturbation.PerturbedCopyRequest;
import dev.descent.projects.ProjectLimits;
import dev.descent.projects.ProjectRequest;
import dev.descent.webhooks.WebhookRequest;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Completes what springdoc finds.
 *
 * <p>Its own schemas are put aside: it resolves types with another generation of Jackson, so that names would differ
 * from those on the wire, and specs are read as trees, of which it knows nothing. Requests are described by the
 * catalogue, answers by {@link ResponseSchemas}.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiDocument {
    private static final String PREFIX = "#/components/schemas/";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    private final JsonMapper json;
    private final ResponseSchemas responses;

    OpenApiDocument(JsonMapper json) throws IOException {
        this.json = json;
        Properties descriptions = PropertiesLoaderUtils.loadProperties(
                new EncodedResource(new ClassPathResource("openapi/descriptions.properties"), StandardCharsets.UTF_8));
        this.responses = new ResponseSchemas(descriptions);
        responses.record(Problem.class);
        responses.record(Job.class);
        responses.record(DryRun.class);
        responses.record(PerturbedCopyEstimate.class);
        responses.listOf(Event.class);
    }

    @Bean
    OperationCustomizer operations() {
        return this::complete;
    }

    private Operation complete(Operation operation, HandlerMethod method) {
        ObjectNode answer = responses.ofReturnType(method.getMethod().getGenericReturnType());
        if (answer != null) {
            operation.getResponses().forEach((status, response) -> {
                if (status.startsWith("2") && !status.equals("204") && !isDescribed(response)) {
                    response.setContent(content("application/json", SwaggerSchemas.of(answer)));
                }
            });
        }
        ParameterSchemas.complete(operation);
        addPartsAndRevalidation(operation, method);
        addErrors(operation, method);
        addExamples(operation);
        return operation;
    }

    /** By its own annotation, which names a schema that is ours. */
    private boolean isDescribed(ApiResponse response) {
        return response.getContent() != null && response.getContent().size() > 1;
    }

    /** Of files parts can be asked for; they, and the catalogue, are not sent again to who has them. */
    private static void addPartsAndRevalidation(Operation operation, HandlerMethod method) {
        ApiResponses answers = operation.getResponses();
        ApiResponse answer = answers.get("200");
        boolean isFile = false;
        if (answer != null && isFile(answer)) {
            isFile = true;
            answers.addApiResponse(
                    "206",
                    new ApiResponse()
                            .description("The parts of it that `Range` names.")
                            .content(answer.getContent()));
        }
        boolean isCatalog = operation.getTags().contains("Catalog") && method.hasMethodAnnotation(GetMapping.class);
        if (isFile || isCatalog) {
            answers.addApiResponse("304", new ApiResponse().description("It is the one that `If-None-Match` names."));
        }
    }

    private static boolean isFile(ApiResponse answer) {
        return answer.getContent() != null
                && answer.getContent().values().stream()
                        .map(MediaType::getSchema)
                        .anyMatch(schema -> schema != null && "binary".equals(schema.getFormat()));
    }

    private static void addErrors(Operation operation, HandlerMethod method) {
        MayFail annotation = method.getMethodAnnotation(MayFail.class);
        Set<ErrorCode> codes = EnumSet.of(
                ErrorCode.INTERNAL,
                ErrorCode.UNAVAILABLE,
                ErrorCode.STORAGE_FULL,
                ErrorCode.UNAUTHENTICATED,
                ErrorCode.FORBIDDEN,
                ErrorCode.TOO_MANY_REQUESTS);
        codes.addAll(annotation == null ? List.of() : List.of(annotation.value()));
        if (codes.contains(ErrorCode.IDEMPOTENCY_CONFLICT)) {
            // What an idempotency key keeps from being made twice takes space.
            codes.add(ErrorCode.STORAGE_EXHAUSTED);
        }
        SortedMap<Integer, List<ErrorCode>> byStatus = codes.stream()
                .collect(Collectors.groupingBy(c -> c.status().value(), TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, all) -> operation.getResponses().addApiResponse(status.toString(), error(all)));
        ApiResponses sorted = new ApiResponses();
        operation.getResponses().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> sorted.addApiResponse(e.getKey(), e.getValue()));
        operation.setResponses(sorted);
    }

    private static ApiResponse error(List<ErrorCode> codes) {
        ApiResponse error = new ApiResponse()
                .description(codes.stream()
                        .map(code -> "`" + code.wire() + "`: " + code.title() + ".")
                        .collect(Collectors.joining(" ")))
                .content(content(Problem.MEDIA_TYPE, new Schema<>().$ref(PREFIX + "Problem")));
        if (codes.contains(ErrorCode.UNAVAILABLE) || codes.contains(ErrorCode.TOO_MANY_REQUESTS)) {
            Schema<?> seconds = new Schema<>(SpecVersion.V31);
            seconds.addType("integer");
            error.addHeaderObject(
                    "Retry-After",
                    new Header().description("How many seconds to wait.").schema(seconds));
        }
        return error;
    }

    private void addExamples(Operation operation) {
        if (operation.getRequestBody() != null) {
            Map<String, Example> examples = new LinkedHashMap<>(Examples.of(operation.getOperationId(), json));
            operation.getRequestBody().getContent().values().forEach(type -> type.setExamples(examples));
        }
    }

    private static Content content(String type, Schema<?> schema) {
        return new Content().addMediaType(type, new MediaType().schema(schema));
    }

    @Bean
    OpenApiCustomizer document(SpecSchema specs) {
        return document -> complete(document, specs);
    }

    private void complete(OpenAPI document, SpecSchema specs) {
        document.setInfo(new Info()
                .title("Descent")
                .version("1")
                .description("Trains models: post a job spec, follow its metrics while it runs, download the model. "
                        + "Field names are snake_case, every field is always present (null when unknown), times are "
                        + "RFC 3339 in UTC. Errors are `application/problem+json` with a stable `code`."));
        document.getComponents()
                .addSecuritySchemes(
                        "bearer",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "An API key, the operator key, or a token of the OpenID provider. A server that "
                                                + "listens on loopback only can do without. Who has roles in several projects names "
                                                + "one in the header `Descent-Project`."));
        document.setSecurity(List.of(new SecurityRequirement().addList("bearer"), new SecurityRequirement()));
        document.setServers(List.of(new Server().url("/").description("This server.")));
        if (document.getTags() != null) {
            document.getTags().sort(Comparator.comparing(Tag::getName));
        }
        SortedMap<String, ObjectNode> all = new TreeMap<>(specs.components(
                JobSpec.class,
                UploadSchema.class,
                ProjectRequest.class,
                ProjectLimits.class,
                ApiKeyRequest.class,
                BudgetRequest.class,
                PerturbedCopyRequest.class,
                ScheduleRequest.class,
                WebhookRequest.class));
        all.forEach(responses::describe);
        responses.schemas().forEach((name, schema) -> add(all, name, schema));
        add(all, "DatasetUpload", RequestSchemas.datasetUpload());
        add(all, "PredictionRequest", RequestSchemas.predictionRequest());
        document.getComponents().setSchemas(new TreeMap<>());
        all.forEach((name, schema) -> document.getComponents().addSchemas(name, SwaggerSchemas.of(schema)));
    }

    private static void add(SortedMap<String, ObjectNode> all, String name, ObjectNode schema) {
        if (all.put(name, schema) != null) {
            throw new IllegalStateException("two schemas are called " + name);
        }
    }
}
