// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the chip's wait states are waited for: the bytes that it puts between the header of a transaction and its data. */
public enum WaitStrategy {
    /**
     * Chip select is held over several messages: the header, single bytes until the chip is ready, the data. Needs a controller
     * that holds it. Registers that may be read again without harm are read in one message with a few bytes more than needed.
     */
    HOLD_CS,
    /**
     * Everything in one message with more bytes than needed; what is ready is looked for in what came. For controllers that
     * release chip select behind every message.
     */
    OVER_CLOCK;

    /** What {@link #parse} accepts. */
    public static final String ALLOWED = "hold-cs, over-clock";

    /**
     * Reads a name.
     *
     * @param text for example {@code hold-cs}
     * @return empty for anything else
     */
    public static Optional<WaitStrategy> parse(String text) {
        return Arrays.stream(values()).filter(one -> one.id().equals(text)).findFirst();
    }

    /**
     * How settings name it.
     *
     * @return for example {@code hold-cs}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
