// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.TpmResponse;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What a user and a chip have to say to each other: while a command waits or runs, the user is told, and may give it up. */
final class Conversation {

    private final Cr50 device;
    private final String operation;
    private final Optional<PrintStream> console;
    private final Progress.Times times;

    /**
     * Nothing was said yet.
     *
     * @param operation the command of the shell
     * @param console where to tell of progress; empty where nobody wants to know
     */
    Conversation(Cr50 device, String operation, Optional<PrintStream> console, Progress.Times times) {
        this.device = device;
        this.operation = operation;
        this.console = console;
        this.times = times;
    }

    /** Something that may take a while. */
    @FunctionalInterface
    interface Wait<T> {
        T end() throws FirmwareException;
    }

    /**
     * Sends a command and waits for its response, whatever the TPM answers.
     *
     * @param deadline empty: as long as such a command may take
     */
    TpmResponse send(TpmCommand command, Optional<Duration> deadline) throws FirmwareException {
        final TpmExchange exchange = device.submit(command.bytes(), deadline);
        try {
            return TpmResponse.of(until(exchange::response, () -> waitsFor(command.name())));
        } catch (final FirmwareException e) {
            if (e.reason() != FailureReason.CANCELLED) {
                throw e;
            }
            exchange.cancel();
            throw new FirmwareException(givenUp(command), e);
        }
    }

    /**
     * Waits.
     *
     * @param what a sentence without its end
     */
    <T> T until(Wait<T> wait, Supplier<String> what) throws FirmwareException {
        if (console.isEmpty()) {
            return wait.end();
        }
        // not standard output, which the console shows only when the command has ended
        System.out.flush();
        final Progress progress = Progress.start(console.get(), what, times);
        try {
            return wait.end();
        } finally {
            progress.end();
        }
    }

    private String waitsFor(String name) {
        final Optional<String> running = running();
        if (running.isPresent() && !running.get().equals(name)) {
            return name + " waits behind " + running.get();
        }
        return name + (running.isPresent() ? " is running" : " waits for the link");
    }

    private Optional<String> running() {
        try {
            return device.state().running();
        } catch (final IllegalStateException e) {
            // the service went away; whoever waits for the response is told
            return Optional.empty();
        }
    }

    private Failure givenUp(TpmCommand command) {
        return Failure.of(
                        FailureReason.CANCELLED,
                        operation,
                        command.name()
                                + " was given up. If the chip executes it already, that goes on: it may be done all the"
                                + " same, its response is thrown away, and later commands wait for its end")
                .on(device.deviceId())
                .next("cr50:info shows what the chip still does.");
    }
}
