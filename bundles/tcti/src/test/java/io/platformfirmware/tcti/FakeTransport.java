// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.TpmTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A TPM that answers TPM2_GetRandom with its number of bytes, loads objects, flushes them, and knows no other command. */
final class FakeTransport implements TpmTransport {

    static final int CREATE_PRIMARY = 0x131;
    static final int FLUSH_CONTEXT = 0x165;
    static final int GET_RANDOM = 0x17B;

    final List<String> commands = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
    volatile Optional<FailureReason> failure = Optional.empty();
    private final String deviceId;
    private final AtomicInteger handles = new AtomicInteger(0x80000000);

    FakeTransport(String deviceId) {
        this.deviceId = deviceId;
    }

    /** Commands wait from now on, until the gate is completed. */
    CompletableFuture<Void> hold() {
        gate = new CompletableFuture<>();
        return gate;
    }

    static byte[] command(int code, int... words) {
        final int size = HEADER_SIZE + words.length * Integer.BYTES;
        final ByteBuffer out =
                ByteBuffer.allocate(size).putShort((short) 0x8001).putInt(size).putInt(code);
        for (final int word : words) {
            out.putInt(word);
        }
        return out.array();
    }

    @Override
    public TpmExchange submit(byte[] command, Optional<Duration> deadline) {
        commands.add(HexFormat.of().formatHex(command));
        final CompletableFuture<Void> open = gate;
        return new TpmExchange() {
            @Override
            public byte[] response() throws FirmwareException {
                try {
                    open.get();
                } catch (final InterruptedException | ExecutionException e) {
                    throw new FirmwareException(Failure.of(FailureReason.CANCELLED, "fake", "interrupted"), e);
                }
                final Optional<FailureReason> now = failure;
                if (now.isPresent()) {
                    throw Failure.of(now.get(), "fake", "as the test has it").asException();
                }
                return answer(ByteBuffer.wrap(command));
            }

            @Override
            public void cancel() {
                throw new AssertionError("a command that was sent goes to its end");
            }

            @Override
            public boolean isDone() {
                return open.isDone();
            }
        };
    }

    private byte[] answer(ByteBuffer command) {
        return switch (command.getInt(6)) {
            case GET_RANDOM -> response(0, command.getInt(10));
            case CREATE_PRIMARY -> response(0, handles.getAndIncrement());
            case FLUSH_CONTEXT -> response(0);
            default -> response(0x143);
        };
    }

    private static byte[] response(int code, int... words) {
        return command(code, words);
    }

    @Override
    public String deviceId() {
        return deviceId;
    }

    @Override
    public String devicePath() {
        return "/dev/fake";
    }

    @Override
    public boolean simulated() {
        return true;
    }
}
