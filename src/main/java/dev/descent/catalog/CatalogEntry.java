package dev.descent.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.descent.spec.Names;
import dev.descent.spec.Strategy;
import dev.descent.training.Transform;
import dev.descent.training.UpdateRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What there is to know of a strategy.
 *
 * @param type the name that selects it
 * @param title the name in prose
 * @param paper where it was published, {@code arXiv:...} or {@code doi:...}; null for folklore
 * @param experimental why its result should be doubted; null for an established method
 * @param kind which kind of member of its family it is, such as {@code search_rule}, on which it depends what it can be
 *     combined with; null in families of one kind
 * @param stateVectors how many vectors of the size of θ its state holds; null for strategies without a state
 * @param schema JSON Schema of its object, which stands alone
 */
public record CatalogEntry(
        String type,
        String title,
        String description,
        @Nullable String paper,
        @Nullable String experimental,
        @Nullable String kind,
        @JsonProperty("state_vectors") @Nullable Integer stateVectors,
        List<CatalogOption> options,
        ObjectNode schema) {

    static List<CatalogEntry> of(StrategyFamily family, Catalog catalog) {
        return family.members().values().stream()
                .map(member -> of(family, member, member.strategy().orElseThrow(), catalog))
                .toList();
    }

    private static CatalogEntry of(StrategyFamily family, RecordType type, Strategy strategy, Catalog catalog) {
        Samples samples = new Samples(catalog);
        Map<String, @Nullable Object> defaults = samples.defaults(type);
        Integer stateVectors =
                samples.of(type).flatMap(CatalogEntry::stateVectors).orElse(null);
        return new CatalogEntry(
                strategy.type(),
                strategy.title(),
                strategy.description(),
                strategy.paper().isEmpty() ? null : strategy.paper(),
                strategy.experimental().isEmpty() ? null : strategy.experimental(),
                kind(family, type),
                stateVectors,
                type.wireFields().stream()
                        .map(field ->
                                CatalogOption.of(field, type.requiredNames().contains(field.wire()), defaults, catalog))
                        .toList(),
                new SpecSchema(catalog).standalone(type.javaType()));
    }

    private static Optional<Integer> stateVectors(Object sample) {
        if (sample instanceof UpdateRule rule) {
            return Optional.of(rule.stateVectors());
        }
        return sample instanceof Transform transform ? Optional.of(transform.stateVectors()) : Optional.empty();
    }

    /** The name of the interface of a sealed family that the strategy implements. */
    private static @Nullable String kind(StrategyFamily family, RecordType type) {
        Class<?>[] kinds = family.type().getPermittedSubclasses();
        return kinds == null
                ? null
                : Arrays.stream(kinds)
                        .filter(kind -> kind.isAssignableFrom(type.javaType()))
                        .map(kind -> Names.wire(kind.getSimpleName()))
                        .findFirst()
                        .orElse(null);
    }
}
