// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.KernelLog;
import java.io.IOException;

/** The node of the kernel log. It holds nothing open; each recording has its own descriptors. */
final class LinuxKernelLog implements KernelLog {

    private final SystemCalls calls;
    private final String path;
    private final DynamicDebug debug;

    /**
     * A node.
     *
     * @param calls does the system calls
     * @param path absolute
     */
    LinuxKernelLog(SystemCalls calls, String path) {
        this.calls = calls;
        this.path = path;
        this.debug = new DynamicDebug(calls);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Recording record(String module) throws IOException {
        final int fd = open();
        try {
            calls.neverBlock(fd, path);
            calls.seekEnd(fd, path);
            return new LinuxRecording(calls, path, fd, debug.switchOn(module));
        } catch (IOException | RuntimeException e) {
            calls.close(fd);
            throw e;
        }
    }

    @Override
    public void check(String module) throws IOException {
        // the kernel asks for CAP_SYSLOG at open(2), so this tells all of it
        calls.close(open());
        debug.check(module);
    }

    private int open() throws IOException {
        try {
            return calls.open(path, SystemCalls.READ_ONLY);
        } catch (ErrnoException e) {
            if (e.is(Errno.EPERM)) {
                throw new IOException(e.getMessage() + " (where kernel.dmesg_restrict is 1, this needs CAP_SYSLOG)", e);
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return path;
    }
}
