package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Memory of long vectors, used again from step to step.
 *
 * <p>Fresh memory comes from the operating system page by page, which takes as long as filling it a few times. What was
 * taken here is lent until {@link #release}: memory that none of the kept arrays lies in can be taken again, and what
 * was not taken from then until the next release is given back, so that no more is held than one step uses.
 *
 * <p>Who takes gets an array of its own on the memory, which dies with the arena as any other; so nobody can look at
 * memory that was lent anew. What is taken in a scope is lent until the scope ends. A kept array may lie in lent memory without being what was lent: a slice, or the same
 * elements in another shape. Who lies where is found by comparing storages, for each array once.
 */
final class Memory {
    /** From 128 kB on the C library asks the operating system for each piece of memory. */
    private static final long SHORTEST = 1 << 15;

    private static final TorchScript SHARING =
            new TorchScript(Scripted.OWNER, "a: List[Tensor], b: List[Tensor]", "List[int]", """
                    found = annotate(List[int], [])
                    k = torch.len(b)
                    starts = annotate(List[Tensor], [])
                    for j in range(k):
                      _0 = torch.append(starts, torch.as_strided(b[j], [1], [0], 0))
                    for i in range(torch.len(a)):
                      start = torch.as_strided(a[i], [1], [0], 0)
                      for j in range(k):
                        if torch.is_set_to(start, starts[j]):
                          _1 = torch.append(found, torch.add(torch.mul(i, k), j))
                        else:
                          pass
                    return found
                """);

    private final NDManager owner;
    private final Supplier<NDManager> arena;
    private final List<NDArray> free = new ArrayList<>();
    private final List<NDArray> returned = new ArrayList<>();
    private final Deque<List<NDArray>> scopes = new ArrayDeque<>();
    private final IdentityHashMap<NDArray, NDArray> lent = new IdentityHashMap<>();
    private final Set<NDArray> elsewhere = identitySet();
    private NDArray scratch;

    /**
     * @param owner of the memory itself
     * @param arena what is made now belongs to
     */
    Memory(NDManager owner, Supplier<NDManager> arena) {
        this.owner = owner;
        this.arena = arena;
        scratch = owner.create(new Shape(1));
    }

    Device device() {
        return owner.getDevice();
    }

    /** What is made now belongs to it. */
    NDManager arena() {
        return arena.get();
    }

    private static Set<NDArray> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** A vector of any content. */
    NDArray take(long size) {
        if (size < SHORTEST) {
            return arena.get().create(new Shape(size));
        }
        NDArray memory = reused(size);
        // Another array on the same memory, without the gradient that was asked for of the last one.
        NDArray array = memory.stopGradient();
        array.attach(arena.get());
        lent.put(array, memory);
        if (!scopes.isEmpty()) {
            scopes.getLast().add(array);
        }
        return array;
    }

    /** A vector of these numbers. */
    NDArray of(float[] values) {
        if (values.length < SHORTEST || device().isGpu()) {
            return arena.get().create(values);
        }
        NDArray array = take(values.length);
        JniUtils.getByteBuffer((PtNDArray) array, true).asFloatBuffer().put(values);
        return array;
    }

    private NDArray reused(long size) {
        for (List<NDArray> unused : List.of(returned, free)) {
            for (int i = unused.size() - 1; i >= 0; i--) {
                if (unused.get(i).size() == size) {
                    return unused.remove(i);
                }
            }
        }
        return owner.create(new Shape(size));
    }

    /** From now on what is taken is lent until {@link #close} only. */
    void open() {
        scopes.addLast(new ArrayList<>());
    }

    /** Takes back what was lent in the scope, save what its result lies in, which is lent as long as what surrounds it. */
    void close(NDArray result) {
        List<NDArray> taken = scopes.removeLast();
        if (taken.isEmpty()) {
            return;
        }
        List<NDArray> memories =
                taken.stream().map(array -> required(lent.get(array))).toList();
        Set<NDArray> shared = identitySet();
        for (long pair : SHARING.pairs(List.of(result), memories)) {
            shared.add(memories.get((int) (pair % memories.size())));
        }
        for (NDArray array : taken) {
            NDArray memory = required(lent.get(array));
            if (!shared.contains(memory)) {
                lent.remove(array);
                returned.add(memory);
            } else if (!scopes.isEmpty()) {
                scopes.getLast().add(array);
            }
        }
    }

    /** Forgets a scope that ended without a result; what it took is taken back by the next release. */
    void abandon() {
        scopes.removeLast();
    }

    private static NDArray required(@Nullable NDArray memory) {
        return Objects.requireNonNull(memory, "what a scope took is lent until the scope ends");
    }

    /** Memory of at least this size for use until the next call. */
    NDArray scratch(long size) {
        if (scratch.size() < size) {
            scratch.close();
            scratch = owner.create(new Shape(size));
        }
        return scratch;
    }

    /** Takes back what was lent, save what these arrays lie in. */
    void release(Collection<NDArray> kept) {
        free.forEach(NDArray::close);
        free.clear();
        free.addAll(returned);
        returned.clear();
        Set<NDArray> keptArrays = identitySet();
        keptArrays.addAll(kept);
        elsewhere.retainAll(keptArrays);
        Set<NDArray> shared = shared(keptArrays);
        Iterator<Map.Entry<NDArray, NDArray>> each = lent.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<NDArray, NDArray> loan = each.next();
            if (!keptArrays.contains(loan.getKey()) && !shared.contains(loan.getValue())) {
                free.add(loan.getValue());
                each.remove();
            }
        }
    }

    /** The lent memory that kept arrays lie in which were not lent themselves. */
    private Set<NDArray> shared(Set<NDArray> kept) {
        Set<NDArray> shared = identitySet();
        List<NDArray> unknown = kept.stream()
                .filter(array -> !lent.containsKey(array) && !elsewhere.contains(array) && array.size() > 0)
                .toList();
        if (unknown.isEmpty() || lent.isEmpty()) {
            return shared;
        }
        List<NDArray> memories = List.copyOf(lent.values());
        elsewhere.addAll(unknown);
        for (long pair : SHARING.pairs(unknown, memories)) {
            elsewhere.remove(unknown.get((int) (pair / memories.size())));
            shared.add(memories.get((int) (pair % memories.size())));
        }
        return shared;
    }
}
