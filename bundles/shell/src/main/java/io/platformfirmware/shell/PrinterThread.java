// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that prints what a command shows as it happens, and that nobody interrupts: Ctrl-C interrupts the thread of the
 * command, and an interrupt in the middle of writing closes the output of the session for good. Ends when told to, when nobody
 * can read what it prints any more, and when the bundle of the commands is stopped.
 */
public final class PrinterThread {

    private static final long PATIENCE_SECONDS = 5;

    private final String name;
    private final List<PrintStream> outputs;
    private final Work work;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile boolean orphaned;

    /** What it does. */
    public interface Work {

        /**
         * Waits a little for something to print, and prints it.
         *
         * @throws InterruptedException never: nobody knows the thread
         */
        void step() throws InterruptedException;

        /** Prints what is left. */
        void end();
    }

    /**
     * Not started yet.
     *
     * @param name of the thread
     * @param outputs what has to be flushed for the user to see anything
     * @param work what to do, over and over
     */
    public PrinterThread(String name, List<PrintStream> outputs, Work work) {
        this.name = name;
        this.outputs = outputs;
        this.work = work;
    }

    /** Starts; the thread inherits standard output from this one, as Karaf means it to be. */
    public void start() {
        final Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until it ends by itself.
     *
     * @throws InterruptedException by Ctrl-C
     */
    public void await() throws InterruptedException {
        ended.await();
    }

    /**
     * Whether the bundle of the commands was stopped.
     *
     * @return true when that ended it
     */
    public boolean isOrphaned() {
        return orphaned;
    }

    /** Ends it; further interrupts change nothing. A console that takes nothing at all is not waited for. */
    public void stop() {
        stopped = true;
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = false;
                ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (final InterruptedException e) {
                // by an impatient user, who gets the prompt back in this very moment
                waiting = true;
            }
        }
    }

    private void run() {
        try {
            while (!stopped && outputs.stream().noneMatch(PrintStream::checkError)) {
                work.step();
            }
            work.end();
            outputs.forEach(PrintStream::flush);
        } catch (final IllegalStateException e) {
            // the services of a bundle that is stopped are taken from it, and so is its listener
            orphaned = true;
        } catch (final InterruptedException e) {
            throw new AssertionError("nobody knows this thread", e);
        } finally {
            ended.countDown();
        }
    }
}
