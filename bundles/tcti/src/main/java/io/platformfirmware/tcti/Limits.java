// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmCommand;
import java.time.Duration;

/**
 * What clients may cost.
 *
 * @param maxConnections how many there may be at once
 * @param maxCommandSize bytes
 * @param idleTimeout between two commands; zero for no end
 * @param frameTimeout from the first byte of a frame to its last
 * @param writeTimeout for a response to be taken
 */
record Limits(
        int maxConnections, int maxCommandSize, Duration idleTimeout, Duration frameTimeout, Duration writeTimeout) {

    static final Limits DEFAULTS =
            new Limits(32, TpmCommand.MAX_SIZE, Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofSeconds(10));
}
