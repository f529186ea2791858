// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiTransfer;

/**
 * An open {@link SimulatedSpiDevice}. As with a descriptor of Linux, closing it does not release chip select, and a call in flight
 * keeps the open file, and so its lock, alive.
 */
final class SimulatedSpiChannel implements SpiChannel {

    private final SimulatedSpiDevice device;
    private int callsInFlight;
    private boolean closed;

    SimulatedSpiChannel(SimulatedSpiDevice device) {
        this.device = device;
    }

    @Override
    public void setUp(int speedHz) throws ErrnoException {
        run("ioctl SPI_IOC_WR_MODE32", () -> {
            device.setUp(speedHz);
            return true;
        });
    }

    @Override
    public void message(SpiTransfer... transfers) throws ErrnoException {
        run("ioctl SPI_IOC_MESSAGE(" + transfers.length + ")", () -> {
            device.message(transfers);
            return true;
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

    private boolean run(String name, Call call) throws ErrnoException {
        synchronized (this) {
            if (closed) {
                throw device.error(name, Errno.EBADF);
            }
            callsInFlight++;
        }
        try {
            device.checkPresent(name);
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

    private interface Call {
        boolean run() throws ErrnoException;
    }
}
