// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmServerPort;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How one of the ports is spoken to. Stateless; no frame is longer than {@link #LARGEST_FRAME}. */
interface Protocol {

    /** What a buffer has to hold: a command, and in front of it code, locality and size of mssim. */
    int LARGEST_FRAME = 4 + 1 + 4 + TpmCommand.MAX_SIZE;

    /** Thrown when a client breaks the protocol: where the next frame begins nobody knows. */
    final class BrokenException extends Exception {

        private static final long serialVersionUID = 1L;

        BrokenException(String message) {
            super(message);
        }
    }

    /**
     * Takes the next frame out of what a client has sent. Where it is not whole yet, nothing is taken.
     *
     * @param in what the client has sent
     * @param maxCommandSize bytes
     * @return what it wants; empty when bytes are missing
     * @throws BrokenException when this is no frame
     */
    Optional<Request> next(ByteBuffer in, int maxCommandSize) throws BrokenException;

    /**
     * A response of the TPM as the client expects it.
     *
     * @param response the whole response
     * @return the frame
     */
    byte[] frame(byte[] response);

    /** The protocol of a port. */
    static Protocol of(TpmServerPort port) {
        return switch (port) {
            case MSSIM_COMMAND -> new MssimCommands();
            case MSSIM_PLATFORM -> new MssimPlatform();
            case SWTPM_DATA -> new SwtpmData();
            case SWTPM_CONTROL -> new SwtpmControl();
        };
    }
}
