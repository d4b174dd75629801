package dev.descent.training.objectives;

import dev.descent.training.Objective;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sums up errors.
 *
 * <ul>
 *   <li>{@code loss}: the mean of the losses, as the network sees the target.
 *   <li>{@code rmse}: √(mean of e²), with e = output − target, in the target's own unit.
 *   <li>{@code mae}: the mean of |e|, in the target's own unit.
 *   <li>{@code r2}: 1 − Σe²/Σ(y − ȳ)², with ȳ the mean of the targets judged here. Where all targets are equal it is 1
 *       for a perfect prediction and 0 for any other.
 * </ul>
 */
final class RegressionEvaluation implements Objective.Evaluation {
    private final double targetScale;
    private long examples;
    private double lossSum;
    private double squareSum;
    private double absoluteSum;
    private double targetMean;
    private double targetSquares;

    RegressionEvaluation(double targetScale) {
        this.targetScale = targetScale;
    }

    @Override
    public void add(float[] outputs, float[] targets, float[] losses) {
        for (int i = 0; i < targets.length; i++) {
            double error = (double) outputs[i] - targets[i];
            examples++;
            lossSum += losses[i];
            squareSum += error * error;
            absoluteSum += Math.abs(error);
            // Welford's update, which loses nothing when the mean is far from zero.
            double deviation = targets[i] - targetMean;
            targetMean += deviation / examples;
            targetSquares += deviation * (targets[i] - targetMean);
        }
    }

    @Override
    public Map<String, Double> metrics() {
        if (examples == 0) {
            throw new IllegalStateException("no examples were added");
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(Regression.LOSS, lossSum / examples);
        metrics.put(Regression.RMSE, targetScale * Math.sqrt(squareSum / examples));
        metrics.put(Regression.MAE, targetScale * absoluteSum / examples);
        metrics.put(Regression.R2, r2());
        return metrics;
    }

    private double r2() {
        if (targetSquares == 0) {
            return squareSum == 0 ? 1 : 0;
        }
        return 1 - squareSum / targetSquares;
    }
}
