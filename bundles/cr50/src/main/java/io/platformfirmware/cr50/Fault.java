// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.tpm.LinkCounter;

/** What can go wrong between this machine and the chip, and what counts it. */
enum Fault {
    /** The chip did not leave its wait states. */
    FLOW_CONTROL(LinkCounter.RECOVERIES_FLOW_CONTROL),
    /** A register had a value that it can not have. */
    IMPLAUSIBLE(LinkCounter.RECOVERIES_IMPLAUSIBLE),
    /** The chip has not taken the command whole. */
    SEND(LinkCounter.RECOVERIES_SEND),
    /** The response has a wrong size, or did not end where it should. */
    RESPONSE(LinkCounter.RECOVERIES_RESPONSE),
    /** It took too long. */
    TIMEOUT(LinkCounter.RECOVERIES_TIMEOUT),
    /** The chip was reset. */
    RESET(LinkCounter.CHIP_RESETS),
    /** spidev or the controller answered with an error. */
    SYSTEM(LinkCounter.RECOVERIES_SYSTEM);

    private final LinkCounter counter;

    Fault(LinkCounter counter) {
        this.counter = counter;
    }

    LinkCounter counter() {
        return counter;
    }
}
