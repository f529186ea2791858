// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/**
 * Response codes of a TPM 2.0 (TCG TPM 2.0 Library, Part 2, 6.6). Those of format one are named without the number of the parameter,
 * handle or session that they are about.
 */
final class ResponseCode {

    static final int SUCCESS = 0x000;
    static final int BAD_TAG = 0x01E;
    static final int INITIALIZE = 0x100;
    static final int AUTH_MISSING = 0x125;
    static final int COMMAND_SIZE = 0x142;
    static final int COMMAND_CODE = 0x143;
    static final int AUTH_CONTEXT = 0x145;
    static final int LOCALITY = 0x907;
    static final int REFERENCE_S0 = 0x918;

    static final int ATTRIBUTES = 0x082;
    static final int HASH = 0x083;
    static final int VALUE = 0x084;
    static final int HANDLE = 0x08B;
    static final int NONCE = 0x08F;
    static final int SIZE = 0x095;
    static final int INSUFFICIENT = 0x09A;
    static final int RESERVED_BITS = 0x0A1;
    static final int BAD_AUTH = 0x0A2;

    /** {@code VENDOR_RC_ERR} with {@code VENDOR_RC_NO_SUCH_COMMAND} (chromium EC, include/tpm_vendor_cmds.h). */
    static final int VENDOR_NO_SUCH_COMMAND = 0x57F;

    private static final int PARAMETER = 0x040;
    private static final int SESSION = 0x800;
    private static final int NUMBER_SHIFT = 8;

    private ResponseCode() {}

    /** Added to a code of format one: it is about a parameter, counted from 1. */
    static int parameter(int number) {
        return PARAMETER | number << NUMBER_SHIFT;
    }

    /** Added to a code of format one: it is about a handle, counted from 1. */
    static int handle(int number) {
        return number << NUMBER_SHIFT;
    }

    /** Added to a code of format one: it is about a session, counted from 1. */
    static int session(int number) {
        return SESSION | number << NUMBER_SHIFT;
    }
}
