package dev.descent.api.document;

/** The names of response schemas. */
final class SchemaNames {
    private static final String RESPONSE = "Response";

    private SchemaNames() {}

    static String listOf(Class<?> element) {
        return of(element) + "List";
    }

    /** {@code Job.Transition} is {@code JobTransition}; {@code TrainedModel.ModelFile} is {@code ModelFile}. */
    static String of(Class<?> type) {
        String name = type.getSimpleName();
        if (name.endsWith(RESPONSE)) {
            name = name.substring(0, name.length() - RESPONSE.length());
        }
        Class<?> outer = type.getEnclosingClass();
        if (outer == null || !outer.isRecord()) {
            return name;
        }
        String prefix = of(outer);
        String lastWord = prefix.replaceFirst("^.*(?=[A-Z])", "");
        return name.startsWith(lastWord) ? name : prefix + name;
    }
}
