package dev.descent.datasets;

import dev.descent.spec.Option;
import dev.descent.spec.Options;

/** How the columns of a data set become numbers for a network. Fitted on the training rows alone. */
public record Preprocessing(
        @Option("Numeric features and real targets: none, or standardize to mean 0 and standard deviation 1.")
        Numeric numeric,

        @Option("Categorical features: one_hot, or embedding, learned with the network.")
        Categorical categorical,

        @Option("Rows with missing values: impute (numeric: the training mean, with a column that marks it;"
                + " categorical: a code of its own), or drop.")
        Missing missing) {
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
        Options.check(Preprocessing.class, numeric, categorical, missing);
    }

    public Preprocessing() {
        this(Numeric.STANDARDIZE, Categorical.ONE_HOT, Missing.IMPUTE);
    }
}
