// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.SpiTransfer;
import java.util.Arrays;

/** Sums over a message. */
final class SpiMessages {

    private SpiMessages() {}

    static int length(SpiTransfer... transfers) {
        return Arrays.stream(transfers).mapToInt(SpiTransfer::length).sum();
    }

    /** How many bytes of a message get onto the wire. */
    static int clocked(ControllerFault.Kind fault, int length) {
        return switch (fault) {
            case REFUSED -> 0;
            case BROKEN -> length / 2;
            case SHORT -> Math.max(0, length - 1);
        };
    }
}
