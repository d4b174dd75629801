package dev.descent.spec;

/**
 * One broken rule.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) relative to the value that was checked; empty for the value itself
 * @param code a stable word for the kind of rule: {@code out_of_bounds} for an option's own bounds, {@code conflict} for
 *     a rule between options of one object, {@code unknown_field} ...
 * @param message the rule and the value that broke it, as a sentence
 */
public record Violation(String pointer, String code, String message) {
    /** The same violation seen from the place that holds the checked value under {@code prefix}. */
    public Violation under(String prefix) {
        return new Violation(prefix + pointer, code, message);
    }
}
