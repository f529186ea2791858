// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

/** What a client wants. */
sealed interface Request {

    /**
     * A command for the TPM.
     *
     * @param command its bytes, not judged yet
     */
    record Execute(byte[] command) implements Request {}

    /**
     * Something that is answered without the TPM.
     *
     * @param answer the bytes
     * @param refused whether it says no
     * @param last whether the connection ends with it
     */
    record Answer(byte[] answer, boolean refused, boolean last) implements Request {}

    /**
     * Takes the command of the same client back, where it still waits.
     *
     * @param answer the bytes
     */
    record Cancel(byte[] answer) implements Request {}

    /** The client leaves, and what it has loaded stays. */
    record End() implements Request {}
}
