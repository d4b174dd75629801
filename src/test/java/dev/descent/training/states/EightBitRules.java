package dev.descent.training.states;

import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.Map;

/** The reference's RMSProp and AdaGrad, whose only state it keeps with the signed map. */
final class EightBitRules {
    private EightBitRules() {}

    record RmsProp(double decay, double epsilon) implements Optimizer {
        @Override
        public State init(Vec parameters) {
            return State.EMPTY.with("v", parameters.zeros());
        }

        @Override
        public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
            Vec v = state.get("v").lerp(gradient.square(), 1 - decay);
            return new Step(
                    parameters.addScaled(-context.rate(), gradient.div(v.sqrt().add(epsilon))),
                    state.next().with("v", v));
        }

        @Override
        public double defaultLearningRate() {
            return 0.01;
        }

        @Override
        public int stateVectors() {
            return 1;
        }

        @Override
        public Map<String, Range> quantizable() {
            return Map.of("v", Range.SIGNED);
        }
    }

    record AdaGrad(double epsilon) implements Optimizer {
        @Override
        public State init(Vec parameters) {
            return State.EMPTY.with("a", parameters.zeros());
        }

        @Override
        public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
            Vec a = state.get("a").add(gradient.square());
            return new Step(
                    parameters.addScaled(-context.rate(), gradient.div(a.sqrt().add(epsilon))),
                    state.next().with("a", a));
        }

        @Override
        public double defaultLearningRate() {
            return 0.01;
        }

        @Override
        public int stateVectors() {
            return 1;
        }

        @Override
        public Map<String, Range> quantizable() {
            return Map.of("a", Range.SIGNED);
        }
    }
}
