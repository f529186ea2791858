// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.util.concurrent.atomic.AtomicBoolean;

/** A command in the queue: either its turn comes, or it is taken back before. */
final class Turn implements Runnable {

    private final AtomicBoolean taken = new AtomicBoolean();
    private final Runnable command;

    /** With what is done when its turn comes. */
    Turn(Runnable command) {
        this.command = command;
    }

    /** Whoever is first decides; true for the first. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    @Override
    public void run() {
        if (take()) {
            command.run();
        }
    }
}
