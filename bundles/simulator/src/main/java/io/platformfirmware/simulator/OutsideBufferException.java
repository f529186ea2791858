// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/** A read that does not lie within the communication buffer. */
final class OutsideBufferException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutsideBufferException(long offset, int length, int size) {
        super("read of " + length + " bytes at offset " + offset + " of a communication buffer of " + size + " bytes");
    }
}
