package dev.descent;

import dev.descent.cli.Cli;
import dev.descent.database.Migration;
import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Starts the service, or what else the setting {@code descent.role} asks for, or runs a command of its client. */
@SpringBootApplication
@Conditional(Migration.NotAsked.class)
public class Descent {
    public static void main(String[] args) {
        if (Cli.isCommand(args)) {
            // Nothing of the service is loaded: a command is over before Spring would have begun.
            System.exit(Cli.run(args));
        }
        SpringApplication.run(new Class<?>[] {Descent.class, Migration.class}, Cli.serverArguments(args));
    }

    /** In milliseconds: finer than PostgreSQL keeps, an instant would read differently before and after it is stored. */
    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}
