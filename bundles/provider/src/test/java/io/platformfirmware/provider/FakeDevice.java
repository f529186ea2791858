// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node that can be opened and locked, or can not. */
final class FakeDevice implements CharDevice {

    private final List<Access> open = new ArrayList<>();
    private Optional<Errno> openError = Optional.empty();
    private Optional<Errno> lockError = Optional.empty();
    private boolean lockedByAnother;

    void failsToOpen(Errno errno) {
        openError = Optional.of(errno);
    }

    void failsToLock(Errno errno) {
        lockError = Optional.of(errno);
    }

    void isLockedByAnother() {
        lockedByAnother = true;
    }

    /** What the channels that are open were opened for. */
    List<Access> open() {
        return open;
    }

    @Override
    public String path() {
        return "/dev/fake0";
    }

    @Override
    public CharChannel open(Access access) throws ErrnoException {
        if (openError.isPresent()) {
            throw new ErrnoException("open", path(), openError.get());
        }
        open.add(access);
        return new FakeChannel(access);
    }

    private final class FakeChannel implements CharChannel {

        private final Access access;

        private FakeChannel(Access access) {
            this.access = access;
        }

        @Override
        public boolean tryLock() throws ErrnoException {
            if (lockError.isPresent()) {
                throw new ErrnoException("flock", path(), lockError.get());
            }
            return !lockedByAnother;
        }

        @Override
        public void close() {
            open.remove(access);
        }

        @Override
        public int ioctl(int request) {
            throw new AssertionError("not needed");
        }

        @Override
        public int ioctl(int request, byte[] argument) {
            throw new AssertionError("not needed");
        }

        @Override
        public int write(byte[] bytes) {
            throw new AssertionError("not needed");
        }

        @Override
        public Mapping map(long length) {
            throw new AssertionError("not needed");
        }
    }
}
