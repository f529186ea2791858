// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmExchange;
import io.platformfirmware.tpm.TpmResponse;
import io.platformfirmware.tpm.TpmResponseCode;
import io.platformfirmware.tpm.TpmTransport;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the commands of one kernel device: by the TPM, or by an error code where the TPM can not be asked. There is an answer to
 * each of them, because who sent it may wait for minutes (Linux drivers/char/tpm/tpm2-cmd.c: 120 s for most commands, 300 s for
 * those that make keys). Used by one thread; only {@link #cancel()} may come from another.
 */
final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** {@code TPM2_CC_SET_LOCALITY}, which the driver sends itself and lets nobody else send (Linux drivers/char/tpm/tpm_vtpm_proxy.c). */
    private static final int SET_LOCALITY = 0x2000_1000;

    /** Bytes of that command: a header, and the locality. */
    private static final int SET_LOCALITY_SIZE = TpmTransport.HEADER_SIZE + 1;

    private static final int CODE_OFFSET = 6;

    private final String transportId;
    private final Supplier<Optional<TpmTransport>> transport;
    private Optional<TpmExchange> running = Optional.empty();
    private boolean cancelled;

    /**
     * For one device.
     *
     * @param transportId names the TPM in failures
     * @param transport asked for each command; empty while there is none
     */
    Relay(String transportId, Supplier<Optional<TpmTransport>> transport) {
        this.transportId = transportId;
        this.transport = transport;
    }

    /**
     * What the kernel gets.
     *
     * @param bytes the whole response
     * @param toDriver whether it answers the driver itself, not a user of the TPM
     * @param failure why it is not the TPM's; empty where it is, and for the driver
     */
    record Answer(byte[] bytes, boolean toDriver, Optional<Failure> failure) {}

    /**
     * Answers a command.
     *
     * @param command as the kernel gave it
     * @return never without bytes
     */
    Answer answer(byte[] command) {
        if (command.length >= TpmTransport.HEADER_SIZE
                && ByteBuffer.wrap(command).getInt(CODE_OFFSET) == SET_LOCALITY) {
            return new Answer(only(locality(command)), true, Optional.empty());
        }
        boolean sent = false;
        try {
            final TpmExchange exchange = submit(command);
            sent = true;
            return new Answer(response(exchange), false, Optional.empty());
        } catch (final FirmwareException e) {
            return new Answer(only(code(e.reason(), sent)), false, Optional.of(e.failure()));
        } catch (final RuntimeException e) {
            // a transport of somebody else, or one whose bundle was stopped under it
            LOG.warn("{} failed in a way that it should not", transportId, e);
            return new Answer(
                    only(TpmResponseCode.FAILURE),
                    false,
                    Optional.of(failure(FailureReason.TRANSPORT_ERROR, "its transport failed: " + e)));
        }
    }

    /** Gives up the command that runs, and every later one. */
    synchronized void cancel() {
        cancelled = true;
        running.ifPresent(TpmExchange::cancel);
    }

    /** Of several localities a chip on SPI that is reached through one has only this. */
    private static TpmResponseCode locality(byte[] command) {
        if (command.length != SET_LOCALITY_SIZE) {
            return TpmResponseCode.COMMAND_SIZE;
        }
        return command[SET_LOCALITY_SIZE - 1] == 0 ? TpmResponseCode.SUCCESS : TpmResponseCode.LOCALITY;
    }

    private TpmExchange submit(byte[] command) throws FirmwareException {
        final TpmTransport tpm = transport
                .get()
                .orElseThrow(() -> failure(FailureReason.DEVICE_GONE, "the TPM is not there now")
                        .asException());
        final TpmExchange exchange = tpm.submit(command, Optional.empty());
        running(Optional.of(exchange));
        return exchange;
    }

    private byte[] response(TpmExchange exchange) throws FirmwareException {
        try {
            final byte[] response = exchange.response();
            if (response.length > TpmCommand.MAX_SIZE) {
                throw failure(
                                FailureReason.TRANSPORT_ERROR,
                                "a response of " + response.length + " bytes, more than the kernel takes")
                        .asException();
            }
            return response;
        } finally {
            running(Optional.empty());
        }
    }

    private synchronized void running(Optional<TpmExchange> exchange) {
        running = exchange;
        if (cancelled) {
            running.ifPresent(TpmExchange::cancel);
        }
    }

    /** {@code TPM_RC_RETRY}, which the kernel does for two seconds, only for a command that was not begun. */
    private static TpmResponseCode code(FailureReason reason, boolean sent) {
        return switch (reason) {
            case INVALID_VALUE -> TpmResponseCode.COMMAND_SIZE;
            case CANCELLED -> TpmResponseCode.CANCELED;
            case SUSPENDED -> TpmResponseCode.RETRY;
            case DEVICE_GONE -> sent ? TpmResponseCode.FAILURE : TpmResponseCode.RETRY;
            default -> TpmResponseCode.FAILURE;
        };
    }

    private Failure failure(FailureReason reason, String message) {
        return Failure.of(reason, "send command of the kernel", message).on(transportId);
    }

    private static byte[] only(TpmResponseCode code) {
        return TpmResponse.of(code).bytes();
    }
}
