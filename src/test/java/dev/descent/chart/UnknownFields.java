package dev.descent.chart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a model of Kubernetes does not know: it keeps such fields aside, and the server would drop or refuse them. */
final class UnknownFields {
    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    static List<String> of(Object model) {
        UnknownFields fields = new UnknownFields();
        fields.visit("", model);
        return fields.found;
    }

    private void visit(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> visit(path + "/" + key, element));
        } else if (value instanceof Collection<?> elements) {
            int i = 0;
            for (Object element : elements) {
                visit(path + "/" + i++, element);
            }
        } else if (value instanceof GenericKubernetesResource) {
            found.add(path + " is of no known kind");
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            for (Method getter : value.getClass().getMethods()) {
                if (getter.getName().startsWith("get") && getter.getParameterCount() == 0) {
                    visitField(path, value, getter);
                }
            }
        }
    }

    private void visitField(String path, Object value, Method getter) {
        Object field;
        try {
            field = getter.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        if (getter.getName().equals("getAdditionalProperties")) {
            if (field instanceof Map<?, ?> unknown) {
                unknown.keySet().forEach(name -> found.add(path + "/" + name + " is unknown"));
            }
        } else if (!getter.getName().equals("getClass")) {
            visit(path + "/" + getter.getName().substring("get".length()), field);
        }
    }
}
