// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.DeviceClock;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiDevice;

/** A node of spidev. It holds nothing open; each channel has its own descriptor and its own memory. */
final class LinuxSpiDevice implements SpiDevice {

    private final SystemCalls calls;
    private final String path;
    private final DeviceClock clock;

    /**
     * A node.
     *
     * @param calls does the system calls
     * @param path absolute
     */
    LinuxSpiDevice(SystemCalls calls, String path) {
        this.calls = calls;
        this.path = path;
        this.clock = new LinuxClock(calls);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public SpiChannel open() throws ErrnoException {
        final int fd = calls.open(path, SystemCalls.READ_WRITE);
        try {
            return new LinuxSpiChannel(calls, path, fd, calls.allocate(path, LinuxSpiChannel.MEMORY));
        } catch (ErrnoException e) {
            calls.close(fd);
            throw e;
        }
    }

    @Override
    public DeviceClock clock() {
        return clock;
    }

    @Override
    public String toString() {
        return path;
    }
}
