import ai.djl.engine.Engine;
import com.sun.jna.Native;
import java.sql.DriverManager;

/** Loads the native libraries, which unpacks those that are not where they belong yet. */
class Load {
    public static void main(String[] args) throws Exception {
        System.out.println(Engine.getEngine("PyTorch"));
        System.out.println("JNA " + Native.VERSION + " on " + Native.POINTER_SIZE * 8 + " bits");
        DriverManager.getConnection("jdbc:duckdb:").close();
    }
}
