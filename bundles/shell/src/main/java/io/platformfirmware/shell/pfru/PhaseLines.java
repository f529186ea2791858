// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.Text;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateProgress;
import java.io.PrintStream;

/** Progress as one line for each phase: the beginning when it begins, the rest when it ends. */
final class PhaseLines implements UpdateListener, AutoCloseable {

    private final PrintStream out;
    private boolean open;

    PhaseLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void progressed(UpdateProgress progress) {
        final String elapsed = " (" + Text.duration(progress.elapsed()) + ")";
        switch (progress.event()) {
            case STARTED -> print(name(progress.phase()) + "... ", true);
            case DONE -> print("done" + elapsed + System.lineSeparator(), false);
            case FAILED -> print("failed" + elapsed + System.lineSeparator(), false);
        }
    }

    /** Ends a line that nobody ended, so that what follows does not hang on to it. */
    @Override
    public void close() {
        if (open) {
            print(System.lineSeparator(), false);
        }
    }

    private void print(String text, boolean leavesOpen) {
        // a thread that is interrupted can not write over ssh, but the service still has to see the interrupt
        final boolean interrupted = Thread.interrupted();
        out.print(text);
        out.flush();
        open = leavesOpen;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String name(UpdatePhase phase) {
        return switch (phase) {
            case CHECK -> "Checking";
            case LOAD -> "Loading";
            case STAGE -> "Staging";
            case ACTIVATE -> "Activating";
            case VERIFY -> "Verifying";
        };
    }
}
