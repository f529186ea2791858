// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.Errno;

/**
 * Messages that fail.
 *
 * @param after how many messages pass first, 0 or more, counted from when the settings are applied
 * @param count how many fail then, 0 or more
 * @param errno what the driver answers
 * @param kind how far the message gets
 */
public record ControllerFault(int after, int count, Errno errno, Kind kind) {

    /**
     * Messages that the driver does not begin: chip select stays as it was ({@code EMSGSIZE}, {@code EINTR}, {@code ENODEV}).
     *
     * @param after how many messages pass first
     * @param count how many fail then
     * @param errno what the driver answers
     * @return the fault
     */
    public static ControllerFault refused(int after, int count, Errno errno) {
        return new ControllerFault(after, count, errno, Kind.REFUSED);
    }

    /**
     * Messages that fail half way: half of the bytes are clocked, then chip select is released ({@code EIO}, {@code ETIMEDOUT}).
     *
     * @param after how many messages pass first
     * @param count how many fail then
     * @param errno what the driver answers
     * @return the fault
     */
    public static ControllerFault broken(int after, int count, Errno errno) {
        return new ControllerFault(after, count, errno, Kind.BROKEN);
    }

    /**
     * Messages of which the last byte is missing, which a channel tells as {@code EIO}; chip select is released.
     *
     * @param after how many messages pass first
     * @param count how many fail then
     * @return the fault
     */
    public static ControllerFault shortCount(int after, int count) {
        return new ControllerFault(after, count, Errno.EIO, Kind.SHORT);
    }

    /** How far a message gets. */
    public enum Kind {
        /** It does not begin. */
        REFUSED,
        /** Half of its bytes are clocked. */
        BROKEN,
        /** All but one of its bytes are clocked. */
        SHORT
    }
}
