package dev.descent.jobs.queue;

import dev.descent.jobs.JobState;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.Control;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs that the threads of this process hold. */
final class Claims {
    /** Those that are taken or just being taken: clients' wishes find them here. */
    private final Map<String, Claim> held = new ConcurrentHashMap<>();
    /** Those of them whose leases are in the database: a heartbeat that came earlier would take them for lost. */
    private final Set<Claim> leased = ConcurrentHashMap.newKeySet();

    void hold(Claim claim) {
        held.put(claim.hold().jobId(), claim);
    }

    void lease(Claim claim) {
        leased.add(claim);
    }

    void release(Claim claim) {
        leased.remove(claim);
        held.remove(claim.hold().jobId(), claim);
    }

    Collection<Claim> held() {
        return held.values();
    }

    List<Claim> leased() {
        return List.copyOf(leased);
    }

    boolean isLeased(Claim claim) {
        return leased.contains(claim);
    }

    /** A client wants a job to stop: the text is its id and its new state. */
    void control(String text) {
        String[] words = text.split(" ");
        Claim claim = held.get(words[0]);
        if (claim != null) {
            obey(claim.control(), JobState.ofWire(words[1]));
        }
    }

    static void obey(Control control, JobState state) {
        if (state == JobState.CANCELLING) {
            control.cancel();
        } else if (state == JobState.PAUSING) {
            control.pause();
        }
    }
}
