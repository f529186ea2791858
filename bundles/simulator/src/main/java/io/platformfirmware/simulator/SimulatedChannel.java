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
 * An open {@link SimulatedDevice}. As with a descriptor of Linux, a call in flight keeps the open file alive: its lock is given up
 * when the channel is closed and the last call has returned.
 */
final class SimulatedChannel implements CharChannel {

    private final SimulatedDevice device;
    private final SimulatedDriver driver;
    private final Access access;
    private int callsInFlight;
    private boolean closed;

    SimulatedChannel(SimulatedDevice device, SimulatedDriver driver, Access access) {
        this.device = device;
        this.driver = driver;
        this.access = access;
    }

    @Override
    public int ioctl(int request) throws ErrnoException {
        return ioctl(request, Optional.empty());
    }

    @Override
    public int ioctl(int request, byte[] argument) throws ErrnoException {
        if (argument.length != Ioctl.size(request)) {
            throw new IllegalArgumentException(
                    name(request) + " takes " + Ioctl.size(request) + " bytes, not " + argument.length);
        }
        return ioctl(request, Optional.of(argument));
    }

    private int ioctl(int request, Optional<byte[]> argument) throws ErrnoException {
        final String call = name(request);
        return run(call, () -> {
            driver.ioctl(call, request, argument);
            return 0;
        });
    }

    @Override
    public int write(byte[] bytes) throws ErrnoException {
        return run("write", () -> {
            if (access == Access.READ_ONLY) {
                throw driver.error("write", Errno.EBADF);
            }
            return driver.write(bytes);
        });
    }

    @Override
    public Mapping map(long length) throws ErrnoException {
        return run("mmap", () -> {
            if (length <= 0) {
                throw driver.error("mmap", Errno.EINVAL);
            }
            return driver.map(length);
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
                throw driver.error(name, Errno.EBADF);
            }
            callsInFlight++;
        }
        try {
            device.checkPresent(name);
            driver.checkAlive(name);
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

    private static String name(int request) {
        return "ioctl " + Ioctl.toString(request);
    }

    private interface Call<T> {
        T run() throws ErrnoException;
    }
}
