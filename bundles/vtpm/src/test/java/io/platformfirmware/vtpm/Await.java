// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for conditions, with a limit that only a broken program meets. */
final class Await {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Await() {}

    /** Polls a condition. */
    static void until(String what, BooleanSupplier condition) {
        final long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("waited in vain for: " + what);
            }
            Thread.yield();
        }
    }
}
