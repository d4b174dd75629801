package dev.descent.datasets.encoding;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The categories of a feature and those of them that the training rows had. A category that they had not is unknown,
 * like one that the data set has not: nothing was learned about it.
 *
 * @param index of the feature in the table
 * @param missing whether missing values have a code of their own; otherwise they count as unknown
 */
record CategoricalFeature(String name, int index, List<String> categories, BitSet seen, boolean missing) {
    CategoricalFeature {
        categories = List.copyOf(categories);
    }

    /** The code to use for one of the table: unknown if the training rows had it not. */
    int known(int code) {
        return code >= 0 && !seen.get(code) ? Cell.UNKNOWN : code;
    }

    Map<String, Integer> codes() {
        Map<String, Integer> codes = new HashMap<>();
        for (String category : categories) {
            codes.put(category, codes.size());
        }
        return codes;
    }

    Map<String, Object> toJson(String type) {
        List<String> unseen = new ArrayList<>();
        for (int i = 0; i < categories.size(); i++) {
            if (!seen.get(i)) {
                unseen.add(categories.get(i));
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("name", name);
        json.put("categories", categories);
        json.put("unseen", unseen);
        json.put("missing", missing);
        return json;
    }
}
