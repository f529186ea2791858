// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.Mapping;

/** Another device, with a look at each call before it is made. */
final class WatchedDevice implements CharDevice {

    /** Sees the name of a call, or {@code ioctl} with its request. */
    @FunctionalInterface
    interface Watcher {
        void before(String call) throws FirmwareException, ErrnoException;
    }

    private final CharDevice device;
    private final Watcher watcher;

    WatchedDevice(CharDevice device, Watcher watcher) {
        this.device = device;
        this.watcher = watcher;
    }

    @Override
    public String path() {
        return device.path();
    }

    @Override
    public CharChannel open(Access access) throws ErrnoException {
        return new WatchedChannel(device.open(access));
    }

    private void look(String call) throws ErrnoException {
        try {
            watcher.before(call);
        } catch (final FirmwareException e) {
            throw new AssertionError(e);
        }
    }

    private final class WatchedChannel implements CharChannel {

        private final CharChannel channel;

        private WatchedChannel(CharChannel channel) {
            this.channel = channel;
        }

        @Override
        public int ioctl(int request) throws ErrnoException {
            look("ioctl " + Ioctl.toString(request));
            return channel.ioctl(request);
        }

        @Override
        public int ioctl(int request, byte[] argument) throws ErrnoException {
            look("ioctl " + Ioctl.toString(request));
            return channel.ioctl(request, argument);
        }

        @Override
        public int write(byte[] bytes) throws ErrnoException {
            look("write");
            return channel.write(bytes);
        }

        @Override
        public Mapping map(long length) throws ErrnoException {
            return channel.map(length);
        }

        @Override
        public boolean tryLock() throws ErrnoException {
            return channel.tryLock();
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
