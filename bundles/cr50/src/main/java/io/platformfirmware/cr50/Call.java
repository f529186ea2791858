// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

/** Who waits for a response. Asked on the chip's owner thread. */
interface Call {

    /** Whether nobody waits any more. */
    boolean isOver();

    /** The chip was told to execute the command, or may have been. */
    void sent();
}
