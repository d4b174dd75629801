package dev.descent.catalog;

import dev.descent.spec.Family;
import dev.descent.spec.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

/** Finds families and strategies on the class path, in folders and in nested jars, loading no other class. */
final class StrategyScan {
    private StrategyScan() {}

    /**
     * All families below a package with all their members.
     *
     * @throws IllegalStateException if strategies or families contradict each other; the message names them
     */
    static List<StrategyFamily> below(String basePackage) {
        List<Class<?>> found = annotated(basePackage);
        List<StrategyFamily> families = new ArrayList<>();
        for (Class<?> type : found) {
            Family family = type.getAnnotation(Family.class);
            if (family != null) {
                families.add(new StrategyFamily(type, family.value(), family.description(), new TreeMap<>()));
            }
        }
        for (Class<?> type : found) {
            Strategy strategy = type.getAnnotation(Strategy.class);
            if (strategy != null) {
                enter(type, strategy, families);
            }
        }
        return families;
    }

    private static void enter(Class<?> type, Strategy strategy, List<StrategyFamily> families) {
        if (!type.isRecord()) {
            throw new IllegalStateException("strategy " + type.getName() + " must be a record");
        }
        RecordType record = RecordType.of(type.asSubclass(Record.class));
        List<StrategyFamily> own =
                families.stream().filter(f -> f.type().isAssignableFrom(type)).toList();
        if (own.isEmpty()) {
            throw new IllegalStateException("strategy " + type.getName() + " implements no interface that is a family");
        }
        for (StrategyFamily family : own) {
            RecordType other = family.members().put(strategy.type(), record);
            if (other != null) {
                throw new IllegalStateException("two " + family.name() + " are called " + strategy.type() + ": "
                        + other.javaType().getName() + " and " + type.getName());
            }
        }
    }

    private static List<Class<?>> annotated(String basePackage) {
        ResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
        MetadataReaderFactory readers = new SimpleMetadataReaderFactory(resolver);
        String pattern = ResourcePatternResolver.CLASSPATH_ALL_URL_PREFIX
                + ClassUtils.convertClassNameToResourcePath(basePackage) + "/**/*.class";
        Set<String> names = new LinkedHashSet<>();
        try {
            for (Resource resource : resolver.getResources(pattern)) {
                AnnotationMetadata metadata =
                        readers.getMetadataReader(resource).getAnnotationMetadata();
                if (metadata.hasAnnotation(Strategy.class.getName())
                        || metadata.hasAnnotation(Family.class.getName())) {
                    names.add(metadata.getClassName());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot scan " + basePackage, e);
        }
        return names.stream()
                .sorted()
                .<Class<?>>map(name -> load(name, resolver.getClassLoader()))
                .toList();
    }

    private static Class<?> load(String name, @Nullable ClassLoader loader) {
        try {
            return ClassUtils.forName(name, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
