package dev.descent.webhooks;

import dev.descent.catalog.SpecReader;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads requests for webhooks; the rules of URLs, which follow a setting, are checked beside those of the record. */
@Component
class WebhookReading {
    private final SpecReader reader;
    private final UrlRules urls;

    WebhookReading(SpecReader reader, UrlRules urls) {
        this.reader = reader;
        this.urls = urls;
    }

    /** @throws InvalidOptions with a pointer for every fault */
    WebhookRequest read(JsonNode body) {
        List<Violation> faults = new ArrayList<>();
        JsonNode url = body.path("url");
        if (url.isString()) {
            faults.addAll(urls.faults(url.stringValue()));
        }
        try {
            WebhookRequest request = reader.read(body, WebhookRequest.class);
            if (faults.isEmpty()) {
                return request;
            }
        } catch (InvalidOptions e) {
            faults.addAll(e.violations());
        }
        throw new InvalidOptions(faults);
    }
}
