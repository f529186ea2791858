// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

/** What is known of the line by which the chip says that it is ready for the next transaction. */
public enum ReadyLineState {
    /** None is configured: delays. */
    NONE,
    /** It is configured, but can not be had now: delays, until it is there. */
    UNAVAILABLE,
    /** It was not seen to work yet: delays, or an edge that comes earlier. */
    UNCONFIRMED,
    /** Edges come: each transaction waits for one. */
    CONFIRMED,
    /** No edge came, or no more: delays, until edges come again. */
    SILENT
}
