package dev.descent.cli.commands;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version that the build recorded. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (@Nullable InputStream recorded = Version.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (recorded != null) {
                build.load(recorded);
            }
        }
        return new String[] {"descent " + build.getProperty("build.version", "unknown")};
    }
}
