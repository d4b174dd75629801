package dev.descent.training.curvature;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ClosureRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Positions;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * Block coordinate descent: moves the one block of parameters that promises most, and leaves the others.
 *
 * <pre>
 *   b ← argmax ‖g_b‖            gs
 *       argmax ‖g_b‖²/L_b       gsl
 *       argmax Σ gᵢ²/Lᵢ         gsd
 *       argmax g_b·H_b⁻¹g_b     gsq
 *   θ_b ← θ_b − (η/L_b) g_b     or  θ_b − η H_b⁻¹g_b
 * </pre>
 *
 * <p>Symbols: θ parameters and g gradient, {@code [P]}, with their blocks θ_b and g_b; H_b the block of the Hessian; L_b
 * a bound of its eigenvalues, Lᵢ of its diagonal; η the learning rate, 1 for the step of the papers. With backtracking,
 * L_b doubles until f(θ − g_b/L_b) ≤ f(θ) − ‖g_b‖²/(2L_b), and is remembered: that is the way for networks. Otherwise it
 * is taken from the Hessian at θ by Lanczos's method, and H_b⁻¹g_b by conjugate gradients, which stop where the loss
 * bends down; both cost a product with the Hessian an iteration, and for every block if the selection is gsl, gsd or gsq.
 * State: 1 vector with backtracking, else none. Source: Nutini et al., arXiv:1506.00552 and arXiv:1712.08859, whose code
 * sums absolute values where the papers have 2-norms. Not where all blocks matter at once: a step costs a whole
 * gradient and moves a part.
 */
@Strategy(
        type = "block_coordinate_descent",
        title = "Block coordinate descent",
        description = "Moves one block of parameters a step, by default the one with the largest gradient, as far as "
                + "its curvature allows.",
        paper = "arXiv:1712.08859")
public record BlockCoordinateDescent(
        @Option("How the block is chosen; gsl, gsd and gsq count curvature too, random and cyclic nothing at all.")
        Selection selection,

        @Option("l2: as in the papers; l1: sums of |g|, of |g|/√L for gsl and gsd, as in the authors' code.")
        Norm norm,

        @Option("tensor: each tensor is a block; fixed: runs of block_size within a tensor; variable: the block_size "
                + "best coordinates.")
        Blocks blocks,

        @Option(value = "Coordinates of a block that is no tensor.", min = 1, max = 1e9)
        long blockSize,

        @Option("backtracking: L_b is found by trying; lipschitz: from the Hessian; newton: the block's Newton step.")
        Update update,

        @Option(value = "L that backtracking starts from.", above = 0, max = 1e9)
        double initialBound,

        @Option(value = "Most iterations of Lanczos's method and of conjugate gradients.", min = 1, max = 10_000)
        int curvatureIterations)
        implements ClosureRule {
    public enum Selection {
        GS,
        GSL,
        GSD,
        GSQ,
        RANDOM,
        CYCLIC
    }

    public enum Norm {
        L1,
        L2
    }

    public enum Blocks {
        TENSOR,
        FIXED,
        VARIABLE
    }

    public enum Update {
        BACKTRACKING,
        LIPSCHITZ,
        NEWTON
    }

    /** Blocks whose Hessians one step may look into. */
    private static final long MOST_HESSIANS = 2000;

    /** Stands for a bound that is zero. */
    private static final double LEAST_BOUND = 1e-12;

    private static final int START = 0;
    private static final int CHOICE = 1;
    private static final String BOUND = "bound";

    public BlockCoordinateDescent {
        Options.check(
                BlockCoordinateDescent.class,
                selection,
                norm,
                blocks,
                blockSize,
                update,
                initialBound,
                curvatureIterations);
        if (selection == Selection.CYCLIC && blocks == Blocks.VARIABLE) {
            throw new InvalidOptions(
                    "/selection", "conflict", "cyclic goes from block to block, so they must be fixed");
        }
        if (selection == Selection.GSQ && update == Update.BACKTRACKING) {
            throw new InvalidOptions(
                    "/selection", "conflict", "gsq needs the Hessian, which backtracking does without; use newton");
        }
    }

    public BlockCoordinateDescent() {
        this(Selection.GS, Norm.L2, Blocks.TENSOR, 64, Update.BACKTRACKING, 1, 20);
    }

    @Override
    public State init(Vec parameters) {
        return update == Update.BACKTRACKING
                ? State.EMPTY.with(BOUND, parameters.zeros().add(initialBound))
                : State.EMPTY;
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        Value here = loss.at(parameters);
        // Backtracking asks for no Hessian, and drawing would take longer than the rest of its step.
        Vec start = update == Update.BACKTRACKING
                ? here.gradient()
                : context.noise().normal(context.step(), START, parameters.size());
        BlockHessian hessian = new BlockHessian(loss, parameters, start, curvatureIterations);
        Vec block = block(here.gradient(), hessian, state, context);
        Vec gradient = block.mul(here.gradient());
        return switch (update) {
            case BACKTRACKING -> backtracked(parameters, here, gradient, block, loss, state, context);
            case LIPSCHITZ -> {
                double bound = Math.max(LEAST_BOUND, hessian.norm(block));
                yield new Step(parameters.addScaled(-context.rate() / bound, gradient), state.next());
            }
            case NEWTON ->
                new Step(parameters.addScaled(-context.rate(), hessian.newton(block, gradient)), state.next());
        };
    }

    private static Step backtracked(
            Vec parameters, Value here, Vec gradient, Vec block, Loss loss, State state, StepContext context) {
        Vec bounds = state.get(BOUND);
        double known = bounds.mul(block).kthLargest(1).value();
        double found = Backtracking.bound(loss, parameters, here.loss().value(), gradient, known);
        return new Step(
                parameters.addScaled(-context.rate() / found, gradient),
                state.next().with(BOUND, bounds.add(block.mul(bounds.neg().add(found)))));
    }

    /** 1 for the coordinates that are to move, 0 for the others. Blocks that promise the same move together. */
    private Vec block(Vec gradient, BlockHessian hessian, State state, StepContext context) {
        Partition partition = partition(context.layout());
        Vec merits = switch (selection) {
            case RANDOM -> context.noise().uniform(context.step(), CHOICE, partition.count());
            case CYCLIC -> Positions.indicator(state.steps() % partition.count(), partition.count(), gradient);
            case GSQ -> hessian.decrements(partition, gradient);
            case GS -> magnitudes(gradient).sums(partition.segments());
            case GSL -> {
                Vec bounds = bounds(partition, hessian, state);
                yield magnitudes(gradient).sums(partition.segments()).div(scales(bounds));
            }
            case GSD -> {
                Vec bounds = bounds(Partition.coordinates(gradient.size()), hessian, state);
                yield magnitudes(gradient).div(scales(bounds)).sums(partition.segments());
            }
        };
        Vec least = merits.kthLargest(blocks == Blocks.VARIABLE ? Math.min(blockSize, merits.size()) : 1);
        return merits.less(least).neg().add(1).spread(partition.segments());
    }

    private Partition partition(Layout layout) {
        return switch (blocks) {
            case TENSOR -> new Partition(Segments.tensors(layout));
            case FIXED -> new Partition(Segments.blocks(layout, blockSize));
            case VARIABLE -> Partition.coordinates(layout.size());
        };
    }

    /** L_b of every block. */
    private Vec bounds(Partition partition, BlockHessian hessian, State state) {
        Vec bounds = update == Update.BACKTRACKING
                ? state.get(BOUND).maxima(partition.segments())
                : hessian.norms(partition);
        return bounds.clamp(LEAST_BOUND, Double.POSITIVE_INFINITY);
    }

    private Vec magnitudes(Vec gradient) {
        return norm == Norm.L2 ? gradient.square() : gradient.abs();
    }

    private Vec scales(Vec bounds) {
        return norm == Norm.L2 ? bounds : bounds.sqrt();
    }

    @Override
    public Optional<String> objectionTo(long parameters) {
        boolean compares = selection == Selection.GSL || selection == Selection.GSD || selection == Selection.GSQ;
        long least = switch (blocks) {
            case TENSOR -> selection == Selection.GSD ? parameters : 1;
            case FIXED -> selection == Selection.GSD ? parameters : parameters / blockSize;
            case VARIABLE -> parameters;
        };
        return compares && update != Update.BACKTRACKING && least > MOST_HESSIANS
                ? Optional.of("would look into the Hessians of " + least + " blocks in each step, which is more than "
                        + MOST_HESSIANS + "; use larger blocks or backtracking")
                : Optional.empty();
    }

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public int stateVectors() {
        return update == Update.BACKTRACKING ? 1 : 0;
    }
}
