// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import io.platformfirmware.device.Mapping;

/** Another device, with a look at each call before it is made. */
final class WatchedDevice implements CharDevice {

    static final String SET_INFO = "ioctl 0x400CEE06";
    static final String GET_INFO = "ioctl 0x800CEE07";
    static final String GET_DATA_INFO = "ioctl 0x8040EE08";
    static final String MAP = "map";
    static final String READ = "read";

    /** Sees the name of a call, or {@code ioctl} with its request. */
    @FunctionalInterface
    interface Watcher {
        void before(String call) throws ErrnoException;
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
        watcher.before("open");
        return new WatchedChannel(device.open(access));
    }

    private final class WatchedChannel implements CharChannel {

        private final CharChannel channel;

        private WatchedChannel(CharChannel channel) {
            this.channel = channel;
        }

        @Override
        public int ioctl(int request) throws ErrnoException {
            throw new AssertionError("each request of this driver has an argument");
        }

        @Override
        public int ioctl(int request, byte[] argument) throws ErrnoException {
            watcher.before("ioctl " + Ioctl.toString(request));
            return channel.ioctl(request, argument);
        }

        @Override
        public int write(byte[] bytes) throws ErrnoException {
            throw new AssertionError("this driver can not be written to");
        }

        @Override
        public Mapping map(long length) throws ErrnoException {
            watcher.before(MAP);
            return new WatchedMapping(channel.map(length));
        }

        @Override
        public boolean tryLock() throws ErrnoException {
            watcher.before("lock");
            return channel.tryLock();
        }

        @Override
        public void close() {
            channel.close();
        }
    }

    private final class WatchedMapping implements Mapping {

        private final Mapping mapping;

        private WatchedMapping(Mapping mapping) {
            this.mapping = mapping;
        }

        @Override
        public long size() {
            return mapping.size();
        }

        @Override
        public void read(long offset, byte[] target) {
            try {
                watcher.before(READ);
            } catch (final ErrnoException e) {
                throw new AssertionError("reading memory has no errno", e);
            }
            mapping.read(offset, target);
        }

        @Override
        public void close() {
            mapping.close();
        }
    }
}
