package dev.descent.training.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;

/** A pure function of vectors, put together at random from all operations that are fused and some that are not. */
record RandomFunction(List<Instruction> instructions, List<Integer> results) {
    /** Applied to two of the vectors that are there, which is what the next instruction finds there too. */
    record Instruction(String name, BinaryOperator<Vec> operation, int first, int second) {
        @Override
        public String toString() {
            return name + "(" + first + ", " + second + ")";
        }
    }

    private record Named(String name, BinaryOperator<Vec> operation) {}

    /** @param inputs how many vectors the function takes */
    static RandomFunction of(Random random, int inputs, int length) {
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Named drawn = draw(random);
            instructions.add(new Instruction(
                    drawn.name(), drawn.operation(), random.nextInt(inputs + i), random.nextInt(inputs + i)));
        }
        List<Integer> results = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            results.add(random.nextInt(inputs + length));
        }
        results.add(inputs + length - 1);
        return new RandomFunction(instructions, results);
    }

    private static Named draw(Random random) {
        double s = random.nextGaussian();
        return switch (random.nextInt(25)) {
            case 0 -> new Named("add", Vec::add);
            case 1 -> new Named("sub", Vec::sub);
            case 2 -> new Named("mul", Vec::mul);
            case 3 -> new Named("div", Vec::div);
            case 4 -> new Named("add " + s, (a, b) -> a.add(s));
            case 5 -> new Named("mul " + s, (a, b) -> a.mul(s));
            case 6, 7 -> new Named("add scaled " + s, (a, b) -> a.addScaled(s, b));
            case 8, 9 -> new Named("lerp " + Math.abs(s), (a, b) -> a.lerp(b, Math.abs(s)));
            case 10 -> new Named("neg", (a, b) -> a.neg());
            case 11 -> new Named("abs", (a, b) -> a.abs());
            case 12 -> new Named("sqrt", (a, b) -> a.sqrt());
            case 13 -> new Named("square", (a, b) -> a.square());
            case 14 -> new Named("sign", (a, b) -> a.sign());
            case 15 -> new Named("sigmoid", (a, b) -> a.sigmoid());
            case 16 -> new Named("max", Vec::max);
            case 17 -> new Named("min", Vec::min);
            case 18 -> new Named("clamp " + s, (a, b) -> a.clamp(s - 1, above(s)));
            case 19 -> new Named("less", Vec::less);
            case 20 -> new Named("zeros", (a, b) -> a.zeros());
            case 21 -> new Named("norm", (a, b) -> a.norm());
            case 22 -> new Named("mean", (a, b) -> a.mean());
            case 23 -> new Named("dot", (a, b) -> a.dot(b));
            default -> new Named("turn", (a, b) -> turned(a));
        };
    }

    private static double above(double s) {
        return s > 0 ? Double.POSITIVE_INFINITY : s + 1;
    }

    /** Something that is not fused: the last element comes to the front. */
    private static Vec turned(Vec a) {
        long n = a.size();
        return n == 1 ? a : a.slice(n - 1, n).concat(List.of(a.slice(0, n - 1)));
    }

    Several of(List<Vec> inputs) {
        List<Vec> all = new ArrayList<>(inputs);
        for (Instruction instruction : instructions) {
            all.add(instruction.operation().apply(all.get(instruction.first()), all.get(instruction.second())));
        }
        return new Several(results.stream().map(all::get).toList());
    }
}
