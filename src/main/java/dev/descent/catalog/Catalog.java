package dev.descent.catalog;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** All strategies that a job spec can select, found by scanning. */
@Component
public class Catalog {
    private final SortedMap<String, StrategyFamily> byName = new TreeMap<>();
    private final Map<Class<?>, StrategyFamily> byInterface;
    private final Map<String, List<CatalogEntry>> entries = new ConcurrentHashMap<>();

    public Catalog() {
        this("dev.descent.training");
    }

    Catalog(String basePackage) {
        List<StrategyFamily> families = StrategyScan.below(basePackage);
        for (StrategyFamily family : families) {
            StrategyFamily other = byName.put(family.name(), family);
            if (other != null) {
                throw new IllegalStateException("two families are called " + family.name() + ": "
                        + other.type().getName() + " and " + family.type().getName());
            }
        }
        this.byInterface = families.stream().collect(Collectors.toMap(StrategyFamily::type, Function.identity()));
    }

    /** The families' wire names, sorted. */
    public List<String> families() {
        return List.copyOf(byName.keySet());
    }

    /**
     * One sentence about a family.
     *
     * @throws IllegalArgumentException if there is no such family
     */
    public String description(String family) {
        return named(family).description();
    }

    /**
     * The members of a family, sorted by type.
     *
     * @throws IllegalArgumentException if there is no such family
     */
    public List<CatalogEntry> entries(String family) {
        StrategyFamily found = named(family);
        return entries.computeIfAbsent(family, name -> CatalogEntry.of(found, this));
    }

    /** The family of an interface that carries the annotation. */
    StrategyFamily family(Class<?> type) {
        StrategyFamily family = byInterface.get(type);
        if (family == null) {
            throw new IllegalArgumentException(type.getName() + " is no family of this catalogue");
        }
        return family;
    }

    StrategyFamily named(String name) {
        StrategyFamily family = byName.get(name);
        if (family == null) {
            throw new IllegalArgumentException("there is no family " + name + "; there are " + byName.keySet());
        }
        return family;
    }
}
