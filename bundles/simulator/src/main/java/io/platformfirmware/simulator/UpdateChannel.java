// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.Mapping;
import java.util.Optional;

/**
 * An open {@link SimulatedUpdateDevice}. As with a descriptor of Linux, a call in flight keeps the open file alive: its lock is
 * given up when the channel is closed and the last call has returned.
 */
final class UpdateChannel implements CharChannel {

    private final SimulatedUpdateDevice device;
    private final Access access;
    private int callsInFlight;
    private boolean closed;

    UpdateChannel(SimulatedUpdateDevice device, Access access) {
        this.device = device;
        this.access = access;
    }

    @Override
    public int ioctl(int request) throws ErrnoException {
        return ioctl(request, Optional.empty());
    }

    @Override
    public int ioctl(int request, byte[] argument) throws ErrnoException {
        if (argument.length != Ioctl.size(request)) {
            throw new IllegalArgumentException(SimulatedUpdateDevice.name(request) + " takes " + Ioctl.size(request)
                    + " bytes, not " + argument.length);
        }
        return ioctl(request, Optional.of(argument));
    }

    private int ioctl(int request, Optional<byte[]> argument) throws ErrnoException {
        final String call = SimulatedUpdateDevice.name(request);
        return run(call, () -> {
            device.ioctl(call, request, argument);
            return 0;
        });
    }

    @Override
    public int write(byte[] bytes) throws ErrnoException {
        return run("write", () -> {
            if (access == Access.READ_ONLY) {
                throw new ErrnoException("write", device.path(), Errno.EBADF);
            }
            return device.write(bytes);
        });
    }

    @Override
    public Mapping map(long length) throws ErrnoException {
        return run("mmap", () -> {
            throw new ErrnoException("mmap", device.path(), length <= 0 ? Errno.EINVAL : Errno.ENODEV);
        });
    }

    @Override
    public boolean tryLock() throws ErrnoException {
        return run("flock", () -> device.lock(this));
    }

    @Override
    public synchronized void close() {
        closed = true;
        releaseIfUnused();
    }

    private <T> T run(String name, Call<T> call) throws ErrnoException {
        synchronized (this) {
            if (closed) {
                throw new ErrnoException(name, device.path(), Errno.EBADF);
            }
            callsInFlight++;
        }
        try {
            device.checkAlive(name);
            return call.run();
        } finally {
            synchronized (this) {
                callsInFlight--;
                releaseIfUnused();
            }
        }
    }

    private void releaseIfUnused() {
        if (closed && callsInFlight == 0) {
            device.release(this);
        }
    }

    private interface Call<T> {
        T run() throws ErrnoException;
    }
}
