package dev.descent.training.schedules;

import dev.descent.training.CurvatureRule.Curvature;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;

/**
 * The Lanczos process: the Hessian H as a small tridiagonal matrix, seen from one start vector.
 *
 * <pre>
 *   r  = Hqⱼ − Σᵢ₌₁..ⱼ (qᵢᵀHqⱼ) qᵢ
 *   αⱼ = qⱼᵀHqⱼ,  βⱼ = ‖r‖,  qⱼ₊₁ = r/βⱼ
 * </pre>
 *
 * <p>Symbols: qⱼ orthonormal vectors {@code [P]}; αⱼ and βⱼ the diagonal and the elements beside it. The eigenvalues of
 * the small matrix (Ritz values) approach those of H from inside, the greatest first. r is made orthogonal to all q
 * twice, because rounding would otherwise repeat eigenvalues.
 */
final class Lanczos {
    /** Beside the basis and a copy of it as one matrix. */
    private static final int WORKING_VECTORS = 8;

    /** How small β is, compared with the matrix, where the process has seen all that it can: rounding errors follow. */
    private static final double END = 1e-6;

    private Lanczos() {}

    static int workingVectors(int iterations) {
        return 2 * iterations + WORKING_VECTORS;
    }

    /** @param start not zero */
    static Tridiagonal tridiagonal(Curvature curvature, Vec start, int iterations) {
        int n = (int) Math.min(iterations, start.size());
        Vec numbers = curvature.scoped(start, vector -> {
            List<Vec> basis = new ArrayList<>(List.of(vector.div(vector.norm())));
            List<Vec> found = new ArrayList<>();
            for (int j = 0; j < n; j++) {
                Vec next = curvature.scoped(basis.get(j), q -> advanced(curvature, q, basis));
                basis.add(next.slice(0, vector.size()));
                found.add(next.slice(vector.size(), next.size()));
            }
            return found.get(0).concat(found.subList(1, n));
        });
        return truncated(numbers, n);
    }

    /** The next vector of the basis, followed by α and β. */
    private static Vec advanced(Curvature curvature, Vec q, List<Vec> basis) {
        int j = basis.size();
        long size = q.size();
        Vec image = curvature.hessianTimes(q);
        // One matrix, so that orthogonalizing takes few operations and no vector in between.
        Vec matrix = image.concat(basis).slice(size, (j + 1) * size);
        Vec first = matrix.matMul(image, size);
        Vec once = image.sub(first.matMul(matrix, j));
        Vec second = matrix.matMul(once, size);
        Vec rest = once.sub(second.matMul(matrix, j));
        Vec beta = rest.norm();
        return rest.div(beta).concat(List.of(first.add(second).slice(j - 1, j), beta));
    }

    /** Up to where the start vector's own subspace ends. */
    private static Tridiagonal truncated(Vec numbers, int n) {
        List<Double> diagonal = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        double size = 0;
        for (int j = 0; j < n; j++) {
            double alpha = numbers.slice(2L * j, 2L * j + 1).value();
            double beta = numbers.slice(2L * j + 1, 2L * j + 2).value();
            diagonal.add(alpha);
            size = Math.max(size, Math.max(Math.abs(alpha), beta));
            if (!(beta > END * size)) {
                break;
            }
            beside.add(beta);
        }
        return new Tridiagonal(
                diagonal.stream().mapToDouble(Double::doubleValue).toArray(),
                beside.stream()
                        .mapToDouble(Double::doubleValue)
                        .limit(diagonal.size() - 1)
                        .toArray());
    }
}
