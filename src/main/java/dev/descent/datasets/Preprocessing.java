package dev.descent.datasets;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.util.List;
import java.util.stream.Stream;

/** How the columns of a data set become numbers for a network. Fitted on the training rows alone. */
public record Preprocessing(
        @Option("Numeric features and real targets: none, or standardize to mean 0 and standard deviation 1.")
        Numeric numeric,

        @Option("Categorical features: one_hot, or embedding, learned with the network.")
        Categorical categorical,

        @Option("Rows with missing values: impute (numeric: the training mean, with a column that marks it;"
                + " categorical: a code of its own), or drop.")
        Missing missing,

        @Option(value = "Features that the network does not get to see.", maxSize = 10_000)
        List<String> exclude) {
    public enum Numeric {
        NONE,
        STANDARDIZE
    }

    public enum Categorical {
        ONE_HOT,
        EMBEDDING
    }

    public enum Missing {
        IMPUTE,
        DROP
    }

    public Preprocessing {
        Options.check(Preprocessing.class, numeric, categorical, missing, exclude);
        exclude = List.copyOf(exclude);
    }

    public Preprocessing() {
        this(Numeric.STANDARDIZE, Categorical.ONE_HOT, Missing.IMPUTE, List.of());
    }

    public Preprocessing(Numeric numeric, Categorical categorical, Missing missing) {
        this(numeric, categorical, missing, List.of());
    }

    /** The same, without some more features. */
    public Preprocessing without(List<String> features) {
        return new Preprocessing(
                numeric,
                categorical,
                missing,
                Stream.concat(exclude.stream(), features.stream()).distinct().toList());
    }

    /** What a feature is to the network. */
    public Feature.Type role(Feature feature) {
        return exclude.contains(feature.name()) ? Feature.Type.IGNORED : feature.type();
    }
}
