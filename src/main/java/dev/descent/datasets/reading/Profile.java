package dev.descent.datasets.reading;

/**
 * What the cells of a column have in common.
 *
 * @param present cells that are not missing
 * @param numbers of those, how many read as a number, infinities included
 * @param integers of those, how many are whole
 * @param infinities of those, how many are infinite
 * @param logical of the present cells, how many are true or false
 */
record Profile(String name, long present, long numbers, long integers, long infinities, long logical) {
    boolean isNumeric() {
        return present > 0 && numbers == present;
    }

    boolean isLogical() {
        return present > 0 && logical == present;
    }

    boolean isWhole() {
        return isNumeric() && integers == present;
    }

    /** Whether it was meant to be numeric: more than half of its values are numbers. */
    boolean isMostlyNumeric() {
        return numbers * 2 > present;
    }
}
