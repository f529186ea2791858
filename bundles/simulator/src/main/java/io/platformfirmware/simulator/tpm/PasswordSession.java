// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/**
 * The authorization area of a command (TCG TPM 2.0 Library, Part 1, 19.4). There are only password sessions, and all passwords are
 * empty: one session authorizes a handle, and none is good for anything else.
 */
final class PasswordSession {

    private static final int PASSWORD = 0x4000_0009;
    private static final int CONTINUE = 0x01;
    private static final int RESERVED = 0x18;
    private static final int SMALLEST = 9;
    private static final int MOST = 3;
    private static final int HMAC_SESSIONS = 0x02;
    private static final int POLICY_SESSIONS = 0x03;
    private static final int TYPE_SHIFT = 24;

    private PasswordSession() {}

    /**
     * Reads and judges the area, which begins with its size.
     *
     * @param handles how many handles of the command want to be authorized, 0 or 1
     */
    static void check(CommandReader in, int handles) throws RefusedCommandException {
        final int size = in.anything().u32();
        if (size < SMALLEST || size > in.left()) {
            throw in.wrong(ResponseCode.SIZE);
        }
        final CommandReader area = in.part(size);
        int sessions = 0;
        while (area.left() > 0) {
            if (sessions == MOST) {
                throw in.wrong(ResponseCode.SIZE);
            }
            sessions++;
            checkOne(area.session(sessions));
        }
        if (sessions > handles) {
            throw area.session(handles + 1).wrong(ResponseCode.HANDLE);
        }
    }

    private static void checkOne(CommandReader in) throws RefusedCommandException {
        final int handle = in.u32();
        final int type = handle >>> TYPE_SHIFT;
        if (type == HMAC_SESSIONS || type == POLICY_SESSIONS) {
            throw new RefusedCommandException(ResponseCode.REFERENCE_S0);
        }
        if (handle != PASSWORD) {
            throw in.wrong(ResponseCode.VALUE);
        }
        final byte[] nonce = in.sized();
        final int attributes = in.u8();
        final byte[] password = in.sized();
        if ((attributes & RESERVED) != 0) {
            throw in.wrong(ResponseCode.RESERVED_BITS);
        }
        if (nonce.length > 0) {
            throw in.wrong(ResponseCode.NONCE);
        }
        if ((attributes & ~CONTINUE) != 0) {
            throw in.wrong(ResponseCode.ATTRIBUTES);
        }
        if (password.length > 0) {
            throw in.wrong(ResponseCode.BAD_AUTH);
        }
    }
}
