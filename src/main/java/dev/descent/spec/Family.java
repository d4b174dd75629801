package dev.descent.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the interface of a family of strategies; every {@link Strategy} record that implements it belongs to it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Family {
    /** The family's name on the wire, in the plural: {@code optimizers}. */
    String value();

    /** One sentence for the catalogue. */
    String description();
}
