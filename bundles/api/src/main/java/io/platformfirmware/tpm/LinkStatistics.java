// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a link has counted since its service began. The counters are kept by one thread without locks, so they need not be of
 * quite the same moment.
 *
 * @param values of every counter
 */
public record LinkStatistics(Map<LinkCounter, Long> values) {

    /** Copies the map, in the order of the counters. */
    public LinkStatistics {
        final EnumMap<LinkCounter, Long> all = new EnumMap<>(LinkCounter.class);
        for (final LinkCounter counter : LinkCounter.values()) {
            all.put(counter, values.getOrDefault(counter, 0L));
        }
        values = Collections.unmodifiableMap(all);
    }

    /**
     * One counter.
     *
     * @param counter which
     * @return 0 or more
     */
    public long get(LinkCounter counter) {
        return values.get(counter);
    }
}
