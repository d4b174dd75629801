package dev.descent;

import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.djl.DjlEngine;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engine that all jobs share. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {
    /**
     * Loads libtorch.
     *
     * @param threads that one operation may use. More than one pays for large models on a machine with cores to spare;
     *     on a busy one the threads of an operation wait for each other, and a job slows down many times
     */
    @Bean
    Engine engine(@Value("${descent.engine-threads}") int threads) {
        return new DjlEngine(threads);
    }
}
