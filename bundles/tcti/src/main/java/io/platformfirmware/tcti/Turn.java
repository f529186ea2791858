// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.util.concurrent.atomic.AtomicBoolean;

/** A command in the queue: either its turn comes, or it is taken back before. */
final class Turn {

    private final AtomicBoolean taken = new AtomicBoolean();

    /** Whoever is first decides; true for the first. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }
}
