// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The registers of a locality by name (TCG PC Client Platform TPM Profile; the last two: chromium EC common/tpm_registers.c). */
enum RegisterName {
    ACCESS(0x000),
    INT_ENABLE(0x008),
    INT_VECTOR(0x00C),
    INT_STATUS(0x010),
    INTF_CAPS(0x014),
    STS(0x018),
    DATA_FIFO(0x024),
    DID_VID(0xF00),
    RID(0xF04),
    FW_VER(0xF90),
    BOARD_CFG(0xFE0);

    private final int offset;

    RegisterName(int offset) {
        this.offset = offset;
    }

    static Optional<RegisterName> at(int offset) {
        return Arrays.stream(values()).filter(one -> one.offset == offset).findFirst();
    }

    /** Name and number; the number alone where it has no name. */
    static String text(int offset) {
        final String number = String.format(Locale.ROOT, "0x%03X", offset);
        return at(offset).map(one -> one + " " + number).orElse(number);
    }
}
