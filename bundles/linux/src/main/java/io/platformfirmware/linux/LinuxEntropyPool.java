// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Ioctl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's pool (Linux drivers/char/random.c). It holds nothing open: bytes come seldom, and then one open(2) more does
 * not matter.
 */
final class LinuxEntropyPool implements EntropyPool {

    /**
     * {@code RNDADDENTROPY}: {@code _IOW('R', 0x03, int[2])} (Linux include/uapi/linux/random.h). The size that it codes is
     * that of the two numbers; the bytes follow them.
     */
    static final Request ADD_ENTROPY = new Request("RNDADDENTROPY", Ioctl.write('R', 3, 2 * Integer.BYTES));

    /** {@code struct rand_pool_info}, in host byte order: entropy_count s32 in bits, buf_size s32 in bytes, buf. */
    private static final int BUF = 2 * Integer.BYTES;

    private final SystemCalls calls;
    private final String path;

    /**
     * A node.
     *
     * @param calls does the system calls
     * @param path absolute
     */
    LinuxEntropyPool(SystemCalls calls, String path) {
        this.calls = calls;
        this.path = path;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void add(byte[] bytes, int bits) throws ErrnoException {
        EntropyPool.checkCredit(bytes, bits);
        final int fd = calls.open(path, SystemCalls.READ_WRITE);
        try (NativeBlock info = calls.allocate(path, BUF + bytes.length)) {
            fill(info, bytes, bits);
            try {
                calls.ioctl(fd, path, ADD_ENTROPY, info);
            } finally {
                // what is random for everybody has to stay nowhere
                info.put(new byte[BUF + bytes.length]);
            }
        } finally {
            calls.close(fd);
        }
    }

    private static void fill(NativeBlock info, byte[] bytes, int bits) {
        final ByteBuffer buffer = ByteBuffer.allocate(BUF + bytes.length)
                .order(ByteOrder.nativeOrder())
                .putInt(bits)
                .putInt(bytes.length)
                .put(bytes);
        info.put(buffer.array());
        buffer.clear().put(new byte[buffer.capacity()]);
    }

    @Override
    public String toString() {
        return path;
    }
}
