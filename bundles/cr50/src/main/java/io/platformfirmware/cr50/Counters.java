// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkStatistics;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of one service. Only the owner thread of the chip counts, so counting is a plain store; anybody may read. */
final class Counters {

    private final AtomicLongArray values = new AtomicLongArray(LinkCounter.values().length);

    void count(LinkCounter counter) {
        add(counter, 1);
    }

    void add(LinkCounter counter, long amount) {
        final int index = counter.ordinal();
        values.lazySet(index, values.getPlain(index) + amount);
    }

    LinkStatistics snapshot() {
        final Map<LinkCounter, Long> all = new EnumMap<>(LinkCounter.class);
        for (final LinkCounter counter : LinkCounter.values()) {
            all.put(counter, values.get(counter.ordinal()));
        }
        return new LinkStatistics(all);
    }
}
