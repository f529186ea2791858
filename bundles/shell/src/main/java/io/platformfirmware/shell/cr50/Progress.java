// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.Text;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells a user who waits what for, and since when. On a thread of its own: the one that waits is interrupted by Ctrl-C, and an
 * interrupt in the middle of writing closes the output of the session for good.
 */
final class Progress {

    private static final long PATIENCE_SECONDS = 5;

    private final PrintStream console;
    private final Supplier<String> what;
    private final Times times;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * When to tell.
     *
     * @param first after the beginning
     * @param every later, from the beginning too
     */
    record Times(Duration first, Duration every) {

        /** What takes no longer than usual is not worth a line. */
        static final Times SECONDS = new Times(Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    private Progress(PrintStream console, Supplier<String> what, Times times) {
        this.console = console;
        this.what = what;
        this.times = times;
    }

    /**
     * The wait begins.
     *
     * @param console where to tell
     * @param what is waited for, asked each time
     */
    static Progress start(PrintStream console, Supplier<String> what, Times times) {
        final Progress progress = new Progress(console, what, times);
        final Thread thread = new Thread(progress::run, "cr50-progress");
        thread.setDaemon(true);
        thread.start();
        return progress;
    }

    private void run() {
        try {
            final long start = System.nanoTime();
            long pause = times.first().toNanos();
            while (!over.await(pause, TimeUnit.NANOSECONDS)) {
                final long elapsed = System.nanoTime() - start;
                console.println(Text.printable(what.get()) + ", "
                        + Duration.ofNanos(elapsed).toSeconds() + " s");
                console.flush();
                final long every = times.every().toNanos();
                pause = (elapsed / every + 1) * every - elapsed;
            }
        } catch (final InterruptedException e) {
            throw new AssertionError("nobody knows this thread", e);
        } finally {
            ended.countDown();
        }
    }

    /** The wait is over. Nothing is told any more when this returns, except to a console that takes nothing at all. */
    void end() {
        over.countDown();
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = false;
                ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (final InterruptedException e) {
                // what it was for is known already, and where not, the command ends anyway
                waiting = true;
            }
        }
    }
}
