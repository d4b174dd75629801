package dev.descent.chart;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The objects of a release. */
record Rendered(Path values, List<HasMetadata> objects) {
    private static final String TEMPLATE = "pod.yaml";

    <T extends HasMetadata> Stream<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    <T extends HasMetadata> T named(Class<T> kind, String name) {
        return of(kind).filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind.getSimpleName() + " " + name));
    }

    boolean has(Class<? extends HasMetadata> kind, String name) {
        return of(kind).anyMatch(object -> object.getMetadata().getName().equals(name));
    }

    /** The templates of all pods, by the kind and name of what makes them, or holds them for the API. */
    Map<String, PodTemplateSpec> pods() {
        Map<String, PodTemplateSpec> pods = new TreeMap<>();
        of(ConfigMap.class)
                .filter(c -> c.getData().containsKey(TEMPLATE))
                .forEach(
                        c -> pods.put(id(c), Chart.MODELS.unmarshal(c.getData().get(TEMPLATE), PodTemplateSpec.class)));
        of(Deployment.class).forEach(d -> pods.put(id(d), d.getSpec().getTemplate()));
        of(StatefulSet.class).forEach(s -> pods.put(id(s), s.getSpec().getTemplate()));
        of(Job.class).forEach(j -> pods.put(id(j), j.getSpec().getTemplate()));
        return pods;
    }

    /** The pods that labels select. */
    List<PodTemplateSpec> selected(Map<String, String> labels) {
        return pods().values().stream()
                .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    static String id(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    @Override
    public String toString() {
        return values.getFileName().toString();
    }
}
