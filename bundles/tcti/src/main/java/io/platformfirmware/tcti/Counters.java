// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmServerTotals;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted over all connections. */
final class Counters {

    final AtomicLong connections = new AtomicLong();
    final AtomicLong turnedAway = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
    final AtomicLong commands = new AtomicLong();
    final AtomicLong errors = new AtomicLong();
    final AtomicLong bytesIn = new AtomicLong();
    final AtomicLong bytesOut = new AtomicLong();

    TpmServerTotals totals(long flushed) {
        return new TpmServerTotals(
                connections.get(),
                turnedAway.get(),
                dropped.get(),
                commands.get(),
                errors.get(),
                bytesIn.get(),
                bytesOut.get(),
                flushed);
    }
}
