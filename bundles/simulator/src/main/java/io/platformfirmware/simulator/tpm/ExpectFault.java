// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/** A wrong {@code Expect} in TPM_STS while a command is received. */
public enum ExpectFault {
    /** None. */
    NONE,
    /** It still asks for bytes when all have come. */
    STUCK_ON,
    /** It asks for none although some are missing. */
    STUCK_OFF
}
