// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/** A command that the TPM does not do. */
final class RefusedCommandException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;

    RefusedCommandException(int code) {
        super("response code 0x" + Integer.toHexString(code));
        this.code = code;
    }

    /** What it answers, see {@link ResponseCode}. */
    int code() {
        return code;
    }
}
