package dev.descent.catalog;

import java.util.SortedMap;

/**
 * A family of strategies and all its members.
 *
 * @param type the interface that its members implement
 * @param members by the name that selects them
 */
record StrategyFamily(Class<?> type, String name, String description, SortedMap<String, RecordType> members) {}
