// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, with a limit that only a broken program meets. */
final class Await {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Await() {}

    /** Waits for a condition on state that is guarded by {@code monitor}, whose holders notify. */
    static void until(Object monitor, BooleanSupplier condition, Supplier<String> what) {
        final long end = System.nanoTime() + LIMIT_NANOS;
        synchronized (monitor) {
            while (!condition.getAsBoolean()) {
                final long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    fail("waited in vain for: " + what.get());
                }
                try {
                    monitor.wait(left);
                } catch (InterruptedException e) {
                    fail("interrupted", e);
                }
            }
        }
    }

    /** Polls a condition that nobody notifies of. */
    static void until(BooleanSupplier condition, String what) {
        final long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("waited in vain for: " + what);
            }
            Thread.yield();
        }
    }
}
