package dev.descent.training.search;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.spec.Strategy;
import dev.descent.training.SearchRule;
import java.util.List;

/** All search rules with their defaults, found by scanning. */
public final class SearchRules {
    private SearchRules() {}

    public static List<SearchRule> all() {
        return new ClassFileImporter()
                .importPackages("dev.descent.training.search").stream()
                        .filter(c -> c.isAnnotatedWith(Strategy.class))
                        .map(SearchRules::withDefaults)
                        .toList();
    }

    public static String name(SearchRule rule) {
        return rule.getClass().getAnnotation(Strategy.class).type();
    }

    private static SearchRule withDefaults(JavaClass type) {
        try {
            return (SearchRule) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }
}
