package dev.descent.benchmarks.load;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that submit one tiny job after the other. */
final class Submissions {
    private Submissions() {}

    /**
     * @param perSecond over the whole time
     * @param latency of one submission
     */
    record Outcome(double perSecond, Latency latency) {}

    static Outcome of(Service service, int clients, int seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<List<Double>>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Callable<List<Double>> client = () -> submit(service, end);
                running.add(threads.submit(client));
            }
            List<Double> millis = new ArrayList<>();
            for (Future<List<Double>> client : running) {
                millis.addAll(client.get());
            }
            double elapsed = (System.nanoTime() - start) / 1e9;
            return new Outcome(
                    millis.size() / elapsed,
                    Latency.of(millis.stream().mapToDouble(Double::doubleValue).toArray()));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Double> submit(Service service, long end) throws Exception {
        HttpClient client = Service.client();
        List<Double> millis = new ArrayList<>();
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            service.submit(client);
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis;
    }
}
