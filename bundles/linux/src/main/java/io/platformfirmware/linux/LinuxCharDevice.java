// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.ErrnoException;

/** A node below the device folder. It holds nothing open; each channel has its own descriptor. */
final class LinuxCharDevice implements CharDevice {

    private final SystemCalls calls;
    private final String path;

    /**
     * A node.
     *
     * @param calls does the system calls
     * @param path absolute
     */
    LinuxCharDevice(SystemCalls calls, String path) {
        this.calls = calls;
        this.path = path;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public CharChannel open(Access access) throws ErrnoException {
        final int flags = switch (access) {
            case READ_ONLY -> SystemCalls.READ_ONLY;
            case READ_WRITE -> SystemCalls.READ_WRITE;
        };
        return new LinuxCharChannel(calls, path, calls.open(path, flags));
    }

    @Override
    public String toString() {
        return path;
    }
}
