// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Supplier;

/** A device whose driver says whatever a test wants, and maps as much as it is asked for. */
final class ClaimingDevice implements CharDevice {

    private final Supplier<byte[]> settings;
    private final Supplier<byte[]> data;
    private long mostMapped;
    private int open;

    ClaimingDevice(Supplier<byte[]> settings, Supplier<byte[]> data) {
        this.settings = settings;
        this.data = data;
    }

    /** A struct of the driver. */
    static byte[] data(long capacity, long address1, long size1, long address2, long size2, long rollovers) {
        return ByteBuffer.allocate(DataInfoStruct.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0)
                .putLong(address1 & 0xFFFF_FFFFL)
                .putLong(address1 >>> Integer.SIZE)
                .putLong(address2 & 0xFFFF_FFFFL)
                .putLong(address2 >>> Integer.SIZE)
                .putInt((int) capacity)
                .putInt((int) size1)
                .putInt((int) size2)
                .putInt((int) rollovers)
                .putInt(7)
                .array();
    }

    /** The byte of the log at an offset. */
    static byte at(long offset) {
        return (byte) (offset * 31 >>> 3);
    }

    long mostMapped() {
        return mostMapped;
    }

    /** Channels and mappings. */
    int open() {
        return open;
    }

    @Override
    public String path() {
        return "/dev/claims";
    }

    @Override
    public CharChannel open(Access access) {
        open++;
        return new Channel();
    }

    private final class Channel implements CharChannel {

        private boolean closed;

        @Override
        public int ioctl(int request) throws ErrnoException {
            throw new ErrnoException("ioctl", path(), Errno.EFAULT);
        }

        @Override
        public int ioctl(int request, byte[] argument) {
            if (request != PfrtIoctl.SET_INFO.request()) {
                final byte[] answer = request == PfrtIoctl.GET_INFO.request() ? settings.get() : data.get();
                System.arraycopy(answer, 0, argument, 0, argument.length);
            }
            return 0;
        }

        @Override
        public int write(byte[] bytes) throws ErrnoException {
            throw new ErrnoException("write", path(), Errno.EINVAL);
        }

        @Override
        public Mapping map(long length) throws ErrnoException {
            if (length <= 0) {
                throw new ErrnoException("mmap", path(), Errno.EINVAL);
            }
            mostMapped = Math.max(mostMapped, length);
            open++;
            return new Memory(length);
        }

        @Override
        public boolean tryLock() {
            return true;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }

    private final class Memory implements Mapping {

        private final long size;
        private boolean closed;

        private Memory(long size) {
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(long offset, byte[] target) {
            if (closed) {
                throw new AssertionError("read after it was unmapped");
            }
            Objects.checkFromIndexSize(offset, target.length, size);
            for (int i = 0; i < target.length; i++) {
                target[i] = at(offset + i);
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }
}
