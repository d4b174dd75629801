package dev.descent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void aPipeThatNobodyReadsIsNoticed() {
        PrintWriter writer = Terminal.writer(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        }));
        writer.println("a line");
        assertThat(writer.checkError()).isTrue();
    }

    @Test
    void whatIsWrittenIsUtf8() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintWriter writer = Terminal.writer(new PrintStream(bytes, false, StandardCharsets.US_ASCII));
        writer.print("Größe");
        assertThat(writer.checkError()).isFalse();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("Größe");
    }
}
