// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.FirmwareException;
import org.osgi.annotation.versioning.ProviderType;

/** A command on its way to a TPM and back. Safe for use by several threads. */
@ProviderType
public interface TpmExchange {

    /**
     * Waits for the response. May be asked again: the answer is the same.
     *
     * @return the whole response
     * @throws FirmwareException see {@link TpmTransport#transmit(byte[])}; {@code CANCELLED} after {@link #cancel}, and when the
     *     calling thread is interrupted, which cancels the command
     */
    byte[] response() throws FirmwareException;

    /**
     * Gives the command up; whoever waits for its response is told at once. One that waits in the queue is never sent. The chip
     * can not be told to stop one that it executes: that goes on, its response is thrown away, and the commands behind it wait
     * for that. Without effect on a command that has its response.
     */
    void cancel();

    /**
     * Whether there is a response or a failure.
     *
     * @return true when {@link #response} does not wait
     */
    boolean isDone();
}
