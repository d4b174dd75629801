import ai.djl.engine.Engine;
import java.sql.DriverManager;

/** Loads the native libraries, which unpacks those that are not where they belong yet. */
class Load {
    public static void main(String[] args) throws Exception {
        System.out.println(Engine.getEngine("PyTorch"));
        DriverManager.getConnection("jdbc:duckdb:").close();
    }
}
