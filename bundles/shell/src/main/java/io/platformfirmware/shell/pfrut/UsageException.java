// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

/** The words make no sense; nothing was done. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * Refuses them.
     *
     * @param line what is printed
     */
    UsageException(String line) {
        super(line);
    }
}
