package dev.descent.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record as a strategy that a job spec can select.
 *
 * <p>The record's components are its options. The parameters of its shortest constructor are required; that
 * constructor holds the defaults of all others, and is the only place where they stand.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Strategy {
    /** The name on the wire: {@code {"type": "lion"}}. */
    String type();

    /** The name in prose. */
    String title();

    /** One or two sentences: what it does and when to use it. */
    String description();

    /** Where it was published: {@code arXiv:2302.06675} or {@code doi:10.1000/182}; empty for folklore. */
    String paper() default "";

    /** Why its result should be doubted; empty for an established method. */
    String experimental() default "";
}
