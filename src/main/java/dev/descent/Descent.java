package dev.descent;

import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts the service. */
@SpringBootApplication
public class Descent {
    public static void main(String[] args) {
        SpringApplication.run(Descent.class, args);
    }

    /** In milliseconds: finer than PostgreSQL keeps, an instant would read differently before and after it is stored. */
    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}
