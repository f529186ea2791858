// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.tpm.LinkTransaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;

/** The newest transactions of a link. Safe for use by several threads. */
final class Trace {

    private final IntSupplier capacity;
    private final Deque<LinkTransaction> kept = new ArrayDeque<>();
    private long sequence;

    /**
     * Nothing yet.
     *
     * @param capacity how many are kept, asked each time; 0 for none
     */
    Trace(IntSupplier capacity) {
        this.capacity = capacity;
    }

    /** The number of the next one. */
    synchronized long next() {
        return sequence + 1;
    }

    synchronized void add(LinkTransaction transaction) {
        sequence = transaction.sequence();
        kept.addLast(transaction);
        final int limit = capacity.getAsInt();
        while (kept.size() > limit) {
            kept.removeFirst();
        }
    }

    synchronized List<LinkTransaction> newest(int count) {
        return kept.stream().skip(Math.max(0, kept.size() - (long) count)).toList();
    }

    synchronized List<LinkTransaction> since(long known) {
        return kept.stream().filter(one -> one.sequence() > known).toList();
    }
}
