// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/** The emulated firmware refuses. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal + ": " + refusal.status());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
