package dev.descent.cli.http;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists that come in pages. */
public final class Pages {
    private static final int LARGEST = 200;

    private Pages() {}

    /**
     * The first elements of a list, as one page.
     *
     * @param query begins with {@code &}, or is empty
     * @param most 0 for all
     */
    public static ObjectNode list(Api api, String path, String query, int most) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        String cursor = "";
        while (true) {
            int limit = most == 0 ? LARGEST : Math.min(LARGEST, most - data.size());
            JsonNode page = api.get(path + "?limit=" + limit + query + cursor);
            page.path("data").forEach(data::add);
            JsonNode next = page.path("next_cursor");
            boolean over = next.isNull() || next.isMissingNode();
            if (over || (most != 0 && data.size() >= most)) {
                list.set("next_cursor", over ? JsonNodeFactory.instance.nullNode() : next);
                return list;
            }
            cursor = "&cursor=" + Address.part(next.asString());
        }
    }
}
