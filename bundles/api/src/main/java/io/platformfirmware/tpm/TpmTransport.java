// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.FirmwareException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A way to a TPM 2.0: whole commands go in, whole responses come out, both big endian as the TPM 2.0 Library has them (Part 1,
 * "Command and response structure"). What the bytes mean is the caller's and the TPM's business, and so are TPM2_Startup,
 * sessions and handles: a response with an error code is a response, not a failure of this service.
 *
 * <p>One command runs at a time; the others wait in the order in which they came. Safe for use by several threads.
 */
@ProviderType
public interface TpmTransport extends FirmwareDevice {

    /** Bytes of the shortest command and of the shortest response: tag, size and code. */
    int HEADER_SIZE = 10;

    /**
     * Sends a command and waits for its response, for as long as such a command may take behind those that wait before it.
     *
     * @param command the whole command; its size field equals its length
     * @return the whole response; its size field equals its length
     * @throws FirmwareException {@code INVALID_VALUE} for what is no command, {@code TRANSPORT_ERROR}, {@code TIMED_OUT},
     *     {@code DEVICE_GONE}, {@code SUSPENDED}; {@code CANCELLED} when the calling thread was interrupted: the TPM may have
     *     executed the command all the same
     */
    default byte[] transmit(byte[] command) throws FirmwareException {
        return submit(command, Optional.empty()).response();
    }

    /**
     * Sends a command and waits for its response until a deadline.
     *
     * @param command the whole command
     * @param deadline how long the caller waits, from now on, more than 0
     * @return the whole response
     * @throws FirmwareException as without a deadline; {@code TIMED_OUT} when it is over: a command that was not sent yet never
     *     will be
     */
    default byte[] transmit(byte[] command, Duration deadline) throws FirmwareException {
        return submit(command, Optional.of(deadline)).response();
    }

    /**
     * Puts a command into the queue.
     *
     * @param command the whole command; copied
     * @param deadline how long its sender will wait, from now on; empty: as long as such a command may take
     * @return the command on its way
     * @throws FirmwareException {@code INVALID_VALUE} for what is no command, {@code SUSPENDED}, {@code DEVICE_GONE}
     */
    TpmExchange submit(byte[] command, Optional<Duration> deadline) throws FirmwareException;
}
