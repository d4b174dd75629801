package dev.descent.artifacts;

/** Thrown when there is no model with this id. */
public class ModelNotFound extends RuntimeException {
    public ModelNotFound(String id) {
        super("there is no model with the id \"" + id + "\"");
    }
}
