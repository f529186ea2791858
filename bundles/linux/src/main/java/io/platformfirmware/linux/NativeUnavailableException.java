// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

/** Native code can not be called in this process; the message says why and what to do. */
final class NativeUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * No native calls.
     *
     * @param message the reason and the remedy
     * @param cause as JNA gave it
     */
    NativeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
