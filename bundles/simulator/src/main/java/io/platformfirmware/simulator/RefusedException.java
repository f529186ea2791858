// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/** The emulated firmware refuses. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final String values;

    /**
     * A refusal.
     *
     * @param refusal why
     * @param values what it stands on, as {@code Name = Value}
     */
    RefusedException(Refusal refusal, String values) {
        super(refusal + ": " + values + ": " + refusal.status());
        this.refusal = refusal;
        this.values = values;
    }

    Refusal refusal() {
        return refusal;
    }

    String values() {
        return values;
    }
}
