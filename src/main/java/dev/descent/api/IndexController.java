package dev.descent.api;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.ModelAndView;

/** Where to go from the root. */
@Hidden
@RestController
class IndexController {
    private final String version;

    IndexController(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null ? "unknown" : String.valueOf(properties.getVersion());
    }

    /** The service and its places. */
    record Index(String name, String version, Map<String, String> links) {}

    /** For programs, which send no {@code Accept} or one that takes JSON; browsers ask for {@code text/html}. */
    @GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
    Index index() {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("documentation", "/swagger-ui.html");
        links.put("openapi", "/v3/api-docs");
        links.put("jobs", "/v1/jobs");
        links.put("datasets", "/v1/datasets");
        links.put("catalog", "/v1/catalog");
        links.put("health", "/actuator/health");
        return new Index("Descent", version, links);
    }

    /** For people. */
    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ModelAndView page() {
        return new ModelAndView("forward:/index.html");
    }
}
