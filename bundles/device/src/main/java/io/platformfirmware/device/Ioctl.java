// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

/**
 * How Linux codes an ioctl request number: bits 31..30 the direction, 29..16 the size of the argument in bytes, 15..8 the
 * type, 7..0 the number (Linux {@code include/uapi/asm-generic/ioctl.h}; x86, ARM and RISC-V use this encoding).
 */
public final class Ioctl {

    private static final int WRITE = 1;
    private static final int READ = 2;
    private static final int MAX_SIZE = (1 << 14) - 1;

    private Ioctl() {}

    /**
     * {@code _IOW(type, number, size)}: the caller passes data to the driver.
     *
     * @param type 0..255
     * @param number 0..255
     * @param size of the argument in bytes, 0..16383
     * @return the request number; negative where bit 31 is set
     */
    public static int write(int type, int number, int size) {
        return request(WRITE, type, number, size);
    }

    /**
     * {@code _IOR(type, number, size)}: the driver passes data to the caller.
     *
     * @param type 0..255
     * @param number 0..255
     * @param size of the argument in bytes, 0..16383
     * @return the request number; negative where bit 31 is set
     */
    public static int read(int type, int number, int size) {
        return request(READ, type, number, size);
    }

    /**
     * The size of the argument that a request codes.
     *
     * @param request a request number
     * @return bytes, 0..16383
     */
    public static int size(int request) {
        return request >>> 16 & MAX_SIZE;
    }

    /**
     * A request as kernel sources print it.
     *
     * @param request a request number
     * @return eight hexadecimal digits behind {@code 0x}
     */
    public static String toString(int request) {
        return String.format("0x%08X", request);
    }

    private static int request(int direction, int type, int number, int size) {
        if ((type | number) >>> 8 != 0 || size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException("type " + type + ", number " + number + ", size " + size);
        }
        return direction << 30 | size << 16 | type << 8 | number;
    }
}
