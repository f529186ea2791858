// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The side of a kernel's TPM device that answers its commands. The kernel has one command under way at a time. Used by one thread
 * at a time; only {@link #close()} may come from another. A call on a closed device fails with {@link Errno#EBADF}.
 */
@ProviderType
public interface VtpmDevice extends AutoCloseable {

    /**
     * The number of the device.
     *
     * @return N of {@code /dev/tpmN} and of {@code /dev/tpmrmN}, 0 or more
     */
    int number();

    /**
     * Waits for a command.
     *
     * @param timeout how long at most; zero looks only
     * @return the whole command as a user or the kernel gave it, not judged; empty when the time is over
     * @throws ErrnoException {@link Errno#EPIPE} when the kernel has given the device up, which it does when the commands that it
     *     begins with were not answered as a TPM would; others when the device failed
     */
    Optional<byte[]> readCommand(Duration timeout) throws ErrnoException;

    /**
     * Answers the command that was read last.
     *
     * @param response the whole response
     * @throws ErrnoException {@link Errno#EIO} when the kernel does not wait for this response any more, or the response is longer
     *     than 4096 bytes; {@link Errno#EPIPE} when it has given the device up
     */
    void write(byte[] response) throws ErrnoException;

    /** Takes the device from the kernel; programs that have it open get errors from then on. Safe to call twice. */
    @Override
    void close();
}
