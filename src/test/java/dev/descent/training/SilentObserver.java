package dev.descent.training;

import java.util.Map;

/** Lets a run go on to its end and keeps nothing of what it is told. */
public class SilentObserver implements Observer {
    @Override
    public Signal signal(long step) {
        return Signal.CONTINUE;
    }

    @Override
    public void metrics(long step, double epoch, Map<String, Double> values) {}

    @Override
    public void charge(long step) {}

    @Override
    public void checkpoint(Snapshot snapshot) {}
}
