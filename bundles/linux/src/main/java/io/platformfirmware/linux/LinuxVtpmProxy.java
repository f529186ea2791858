// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.VtpmDevice;
import io.platformfirmware.device.VtpmProxy;

/** The node of Linux's vtpm_proxy. It holds nothing open; a TPM device has its own descriptor. */
final class LinuxVtpmProxy implements VtpmProxy {

    private final SystemCalls calls;
    private final String path;

    /**
     * A node.
     *
     * @param calls does the system calls
     * @param path absolute
     */
    LinuxVtpmProxy(SystemCalls calls, String path) {
        this.calls = calls;
        this.path = path;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public VtpmDevice newTpm2() throws ErrnoException {
        final byte[] made = make();
        final int fd = VtpmNewDev.fd(made);
        try {
            // the driver gives it without: a child process would keep the device alive
            calls.closeOnExec(fd, path);
            return new LinuxVtpmDevice(calls, VtpmNewDev.number(made), fd);
        } catch (ErrnoException e) {
            calls.close(fd);
            throw e;
        }
    }

    /** The device stays when the node is closed. */
    private byte[] make() throws ErrnoException {
        final byte[] struct = VtpmNewDev.tpm2();
        final int node = calls.open(path, SystemCalls.READ_WRITE);
        try {
            calls.ioctl(node, path, VtpmNewDev.NEW_DEV, struct);
        } finally {
            calls.close(node);
        }
        return struct;
    }

    @Override
    public String toString() {
        return path;
    }
}
