// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

/** The phases of an update, in their order. */
public enum UpdatePhase {
    /** The capsule is checked against the capability of the device. */
    CHECK,
    /** The capsule is copied into the firmware's communication buffer by one write(2). */
    LOAD,
    /** The firmware authenticates and stages it. */
    STAGE,
    /** The firmware activates it. */
    ACTIVATE,
    /** The capability is read again and compared. */
    VERIFY
}
