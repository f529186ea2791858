// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.GpioChip;

/** A GPIO character device, version 2 of its interface (Linux 5.10). It holds nothing open; a line has its own descriptor. */
final class LinuxGpioChip implements GpioChip {

    private final SystemCalls calls;
    private final String path;

    /**
     * A node.
     *
     * @param calls does the system calls
     * @param path absolute
     */
    LinuxGpioChip(SystemCalls calls, String path) {
        this.calls = calls;
        this.path = path;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public EdgeLine risingEdges(int line, String consumer) throws ErrnoException {
        final int fd = line(GpioLineRequest.risingEdges(line, consumer));
        try {
            calls.neverBlock(fd, path);
            return new LinuxEdgeLine(calls, path, fd);
        } catch (ErrnoException e) {
            calls.close(fd);
            throw e;
        }
    }

    /** The descriptor of a line; it is closed on exec, and stays when the chip's is closed. */
    private int line(byte[] request) throws ErrnoException {
        final int chip = calls.open(path, SystemCalls.READ_WRITE);
        try {
            calls.ioctl(chip, path, GpioLineRequest.GET_LINE, request);
        } finally {
            calls.close(chip);
        }
        return GpioLineRequest.fd(request);
    }

    @Override
    public String toString() {
        return path;
    }
}
