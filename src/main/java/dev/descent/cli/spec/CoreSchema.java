package dev.descent.cli.spec;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a word without quotes means, as YAML 1.2 says: {@code 1e-3} is a number; {@code yes}, {@code on}, {@code 12:30} and
 * dates are texts. SnakeYAML itself goes by YAML 1.1, where all of these are something else.
 */
final class CoreSchema extends Resolver {
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL");
    private static final Pattern EMPTY = Pattern.compile("");
    private static final Pattern MERGED = Pattern.compile("<<");

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.BOOL, TRUTH, "tTfF");
        addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
        addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.");
        addImplicitResolver(Tag.FLOAT, NOT_FINITE, "-+.");
        addImplicitResolver(Tag.MERGE, MERGED, "<");
        addImplicitResolver(Tag.NULL, NOTHING, "~nN");
        addImplicitResolver(Tag.NULL, EMPTY, everywhere());
    }

    /** The empty word begins with no character. */
    @SuppressWarnings("NullAway")
    private static @Nullable String everywhere() {
        return null;
    }
}
