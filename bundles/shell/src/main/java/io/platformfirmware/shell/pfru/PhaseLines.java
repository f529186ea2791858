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
        switch (progress.event()) {
            case STARTED -> begin(progress.phase());
            case DONE -> end("done (" + Text.duration(progress.elapsed()) + ")");
            case FAILED -> end("failed (" + Text.duration(progress.elapsed()) + ")");
        }
    }

    private void begin(UpdatePhase phase) {
        close();
        out.print(
                switch (phase) {
                    case CHECK -> "Checking... ";
                    case LOAD -> "Loading... ";
                    case STAGE -> "Staging... ";
                    case ACTIVATE -> "Activating... ";
                    case VERIFY -> "Verifying... ";
                });
        out.flush();
        open = true;
    }

    private void end(String how) {
        out.println(how);
        open = false;
    }

    /** Ends a line that nobody ended, so that what follows does not hang on to it. */
    @Override
    public void close() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
