package dev.descent.datasets.builtin;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.generated.GeneratedName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A data set that can be had by its name alone.
 *
 * @param name the normal form of the name: the same content has always the same
 * @param source where it comes from, and its licence
 */
public record BuiltIn(String name, String source, Maker maker) {
    /** Makes the content. */
    @FunctionalInterface
    public interface Maker {
        Content make() throws IOException;
    }

    /** All names, without options. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(ShippedSet.NAMES);
        names.addAll(GeneratedName.names());
        return names;
    }

    /**
     * The set of this name, or of the id that a set of this name has.
     *
     * @throws dev.descent.spec.InvalidOptions if it is a generated set whose options are wrong
     */
    public static Optional<BuiltIn> find(String idOrName) {
        String name = idOrName.startsWith(Dataset.ID_PREFIX) && !idOrName.contains("?")
                ? idOrName.substring(Dataset.ID_PREFIX.length())
                : idOrName;
        if (ShippedSet.NAMES.contains(name)) {
            ShippedSet set = new ShippedSet(name);
            return Optional.of(new BuiltIn(name, set.source(), set::read));
        }
        return GeneratedName.parse(name)
                .map(generated -> new BuiltIn(
                        generated.name(),
                        generated.set().description(),
                        () -> generated.set().generate()));
    }

    /** {@code ds_digits}; with options {@code ds_two_moons_} and a digest of them, so always the same. */
    public String id() {
        int mark = name.indexOf('?');
        return Dataset.ID_PREFIX + (mark < 0 ? name : name.substring(0, mark) + "_" + digest(name));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
