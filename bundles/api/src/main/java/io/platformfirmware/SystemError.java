// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

/**
 * The answer of the operating system behind a failure.
 *
 * @param call the system call and what tells it apart, for example {@code ioctl PFRU_IOC_STAGE}
 * @param errno the error number
 * @param symbol its name, for example {@code EBUSY}
 * @param sentence what it means in general, for example {@code Device or resource busy}
 */
public record SystemError(String call, int errno, String symbol, String sentence) {

    @Override
    public String toString() {
        return call + ": " + symbol + ", " + sentence;
    }
}
