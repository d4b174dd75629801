package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.optimizers.AdamW;
import dev.descent.training.states.Block8Bit;
import dev.descent.training.tensor.Layout;
import java.util.List;

/** AdamW with its state in eight bits against AdamW with its state in full. */
final class EightBitStateKeepsTheLoss implements Experiment {
    private static final String SOURCE = "arXiv:2110.02861";

    @Override
    public int number() {
        return 7;
    }

    @Override
    public String setting() {
        return LanguageTask.SETTING + "; blocks of 256, tensors under 4,096 elements in 32 bits";
    }

    @Override
    public List<Finding> run() {
        Block8Bit format = new Block8Bit();
        LanguageTask.Result full = LanguageTask.adamW();
        LanguageTask.Result quantized =
                LanguageTask.tuned(rate -> LanguageTask.spec(new AdamW(), rate).stateFormat(format), full.rate());
        double large = LanguageTask.NETWORK.parameters().entries().stream()
                .mapToLong(Layout.Entry::size)
                .filter(size -> size >= format.minTensorSize())
                .sum();
        double all = LanguageTask.NETWORK.parameters().size();
        double eightBit = format.bytesPerElement() / Float.BYTES;
        return List.of(
                new Finding(
                        "75 % less state",
                        SOURCE,
                        text(
                                "%.3f of the bytes of quantized tensors, %.3f of the whole state",
                                eightBit, (large * eightBit + all - large) / all),
                        eightBit <= 0.27),
                new Finding(
                        "the loss of 32-bit Adam",
                        SOURCE,
                        text("8 bits %s, 32 bits %s", quantized, full),
                        quantized.isNoWorseThan(full)));
    }
}
