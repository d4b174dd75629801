package dev.descent.catalog;

import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Calls constructors and accessors so that what they throw comes out as they threw it. */
final class Reflection {
    private Reflection() {}

    interface Call<T extends @Nullable Object> {
        T get() throws ReflectiveOperationException;
    }

    static <T extends @Nullable Object> T call(Call<T> call) {
        try {
            return call.get();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
