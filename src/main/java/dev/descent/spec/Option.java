package dev.descent.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes and bounds one option: a record component that a job spec can set.
 *
 * <p>Numeric bounds apply to the number, or to each number of a list. They are enforced by {@link Options#check}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** What it means, with its unit. */
    String value();

    /** Least allowed value. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Greatest allowed value. */
    double max() default Double.POSITIVE_INFINITY;

    /** The value must be greater than this. */
    double above() default Double.NEGATIVE_INFINITY;

    /** The value must be less than this. */
    double below() default Double.POSITIVE_INFINITY;

    /** Least number of elements of a list or characters of a string. */
    int minSize() default 0;

    /** Greatest number of elements of a list or map, or characters of a string. */
    int maxSize() default Integer.MAX_VALUE;
}
