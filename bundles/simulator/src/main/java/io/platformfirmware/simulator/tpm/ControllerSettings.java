// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.time.Duration;
import java.util.Optional;

/**
 * How the simulated SPI controller and its driver behave.
 *
 * @param holdsChipSelect whether chip select stays low behind a message whose last transfer asks for it; some controllers do not do it,
 *     and do not tell
 * @param maxSpeedHz the highest clock rate, more than 0; what is asked for beyond it is lowered to it, as {@code spi_setup} does
 * @param messageOverhead how long a message takes besides its clocks and pauses: system call and set-up
 * @param fault messages that fail; empty for none
 */
public record ControllerSettings(
        boolean holdsChipSelect, int maxSpeedHz, Duration messageOverhead, Optional<ControllerFault> fault) {

    private static final int DEFAULT_SPEED = 50_000_000;
    private static final Duration DEFAULT_OVERHEAD = Duration.ofNanos(20_000);

    /**
     * A good controller.
     *
     * @return it holds chip select, goes up to 50 MHz, takes 20 microseconds for a message and never fails
     */
    public static ControllerSettings defaults() {
        return new ControllerSettings(true, DEFAULT_SPEED, DEFAULT_OVERHEAD, Optional.empty());
    }

    /**
     * Another chip select.
     *
     * @param holds whether it stays low
     * @return a changed copy
     */
    public ControllerSettings withHoldsChipSelect(boolean holds) {
        return new ControllerSettings(holds, maxSpeedHz, messageOverhead, fault);
    }

    /**
     * Another limit.
     *
     * @param speedHz the highest clock rate
     * @return a changed copy
     */
    public ControllerSettings withMaxSpeedHz(int speedHz) {
        return new ControllerSettings(holdsChipSelect, speedHz, messageOverhead, fault);
    }

    /**
     * Another overhead.
     *
     * @param time zero or more
     * @return a changed copy
     */
    public ControllerSettings withMessageOverhead(Duration time) {
        return new ControllerSettings(holdsChipSelect, maxSpeedHz, time, fault);
    }

    /**
     * Messages that fail.
     *
     * @param messages which
     * @return a changed copy
     */
    public ControllerSettings withFault(ControllerFault messages) {
        return new ControllerSettings(holdsChipSelect, maxSpeedHz, messageOverhead, Optional.of(messages));
    }

    /**
     * No messages that fail.
     *
     * @return a changed copy
     */
    public ControllerSettings withoutFault() {
        return new ControllerSettings(holdsChipSelect, maxSpeedHz, messageOverhead, Optional.empty());
    }
}
