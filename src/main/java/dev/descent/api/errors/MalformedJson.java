package dev.descent.api.errors;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Says where a text stops being JSON. */
public final class MalformedJson {
    private MalformedJson() {}

    /** @param what the text, as the subject of a sentence: {@code The body} */
    public static Refusal refusal(String what, JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        return new Refusal(ErrorCode.MALFORMED_JSON, what + " is not JSON: " + place + reason(e) + ".", List.of());
    }

    /** The parser's own words without its hints, which name settings and classes of the parser. */
    private static String reason(JacksonException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Trailing token")) {
            return "something follows the value";
        }
        if (message.startsWith("No content")) {
            return "it is empty";
        }
        String first = message.lines().findFirst().orElse(message);
        return first.replaceAll("\\s*\\((for|through|start marker|from) [^)]*\\)?.*$", "")
                .replaceAll("`[^`]*`", "the setting")
                .replaceAll("[.:]\\s*$", "");
    }
}
