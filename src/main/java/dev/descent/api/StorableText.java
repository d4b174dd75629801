package dev.descent.api;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.databind.JsonNode;

/** Refuses text in JSON bodies that has no form in UTF-8 or in PostgreSQL: U+0000, and half of a surrogate pair. */
@RestControllerAdvice
class StorableText extends RequestBodyAdviceAdapter {
    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return type == JsonNode.class;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage input,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        List<Violation> violations = new ArrayList<>();
        check((JsonNode) body, "", violations);
        if (!violations.isEmpty()) {
            throw new InvalidOptions(violations);
        }
        return body;
    }

    private static void check(JsonNode node, String pointer, List<Violation> violations) {
        if (node.isString() && !storable(node.stringValue())) {
            violations.add(violation(pointer, "must not contain U+0000 or half of a surrogate pair"));
        }
        int i = 0;
        for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
            check(element, pointer + "/" + i++, violations);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (storable(field.getKey())) {
                String name = field.getKey().replace("~", "~0").replace("/", "~1");
                check(field.getValue(), pointer + "/" + name, violations);
            } else {
                violations.add(
                        violation(pointer, "has a field whose name contains U+0000 or half of a surrogate pair"));
            }
        }
    }

    private static Violation violation(String pointer, String message) {
        return new Violation(pointer, "invalid_text", message);
    }

    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == '\0' || Character.isSurrogate(c) && !pair) {
                return false;
            }
            if (pair) {
                i++;
            }
        }
        return true;
    }
}
