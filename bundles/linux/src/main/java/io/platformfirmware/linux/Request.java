// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

/**
 * An ioctl request with the name that Linux's headers give it.
 *
 * @param name for messages, for example {@code SPI_IOC_WR_MODE32}
 * @param number see {@link io.platformfirmware.device.Ioctl}
 */
record Request(String name, int number) {

    /**
     * How messages name the call.
     *
     * @return for example {@code ioctl SPI_IOC_WR_MODE32}
     */
    String call() {
        return call(name);
    }

    /**
     * How messages name a call for which there is no number.
     *
     * @param name of the request
     * @return for example {@code ioctl SPI_IOC_MESSAGE(512)}
     */
    static String call(String name) {
        return "ioctl " + name;
    }
}
