package dev.descent.catalog;

import dev.descent.spec.Option;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record.
 *
 * @param index its position among the components
 * @param wire its name in JSON
 * @param required whether the shortest constructor takes it, so that it has no default
 * @param unwrapped whether it is a record whose fields stand beside its siblings
 * @param option its description and bounds, if it declares any
 */
record Field(
        int index,
        String name,
        String wire,
        ValueType type,
        boolean nullable,
        boolean required,
        boolean unwrapped,
        @Nullable Option option,
        Method accessor) {

    @Nullable
    Object of(Record owner) {
        return Reflection.call(() -> accessor.invoke(owner));
    }

    /** The type of an unwrapped component. */
    RecordType inner() {
        if (type instanceof ValueType.Nested nested) {
            return RecordType.of(nested.type());
        }
        throw new IllegalStateException(name + " is unwrapped but no record");
    }
}
