// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.Karaf;
import java.time.Duration;

/** What a user has got to see, of all outputs. */
final class Shown {

    /** No test waits so long for what comes. */
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

    private final StringBuilder text = new StringBuilder();

    Shown(Karaf karaf) {
        karaf.observe(this::add);
    }

    private synchronized void add(String printed) {
        text.append(printed);
        notifyAll();
    }

    synchronized void await(String part) {
        final long end = System.nanoTime() + PATIENCE;
        try {
            while (text.indexOf(part) < 0 && System.nanoTime() < end) {
                wait(100);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(text.toString()).contains(part);
    }
}
