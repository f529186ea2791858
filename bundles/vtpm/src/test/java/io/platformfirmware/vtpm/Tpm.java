// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.TpmTransport;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TPM that does what a test says, and remembers what reached it. */
final class Tpm implements TpmTransport {

    /** What the TPM answers. */
    interface Answering {
        byte[] answer(byte[] command) throws FirmwareException;
    }

    static final byte[] GET_RANDOM = hex("80010000000c0000017b0008");
    static final byte[] RANDOM = hex("80010000001400000000" + "0008" + "0123456789abcdef");

    final List<String> commands = new CopyOnWriteArrayList<>();
    volatile Answering submitting = command -> command;
    volatile Answering answering = command -> RANDOM;

    private final String id;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    Tpm(String id) {
        this.id = id;
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** A command that is not answered until somebody cancels it. */
    void hangs() {
        answering = command -> {
            cancelled.join();
            throw failure(FailureReason.CANCELLED);
        };
    }

    static FirmwareException failure(FailureReason reason) {
        return Failure.of(reason, "transmit", "because of " + reason).asException();
    }

    @Override
    public TpmExchange submit(byte[] command, Optional<Duration> deadline) throws FirmwareException {
        final byte[] taken = submitting.answer(command);
        commands.add(HexFormat.of().formatHex(taken));
        return new TpmExchange() {
            @Override
            public byte[] response() throws FirmwareException {
                return answering.answer(taken);
            }

            @Override
            public void cancel() {
                cancelled.complete(null);
            }

            @Override
            public boolean isDone() {
                throw new AssertionError("nobody asks");
            }
        };
    }

    /** How many commands of the kernel's users reached it. */
    long sent() {
        return commands.stream().filter(command -> command.contains("0000017b")).count();
    }

    boolean isCancelled() {
        return cancelled.isDone();
    }

    @Override
    public String deviceId() {
        return id;
    }

    @Override
    public String devicePath() {
        return "/dev/spidev0.0";
    }

    @Override
    public boolean simulated() {
        return false;
    }
}
