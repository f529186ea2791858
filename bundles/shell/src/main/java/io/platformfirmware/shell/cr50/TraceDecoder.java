// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.LogText;
import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.LinkTransaction;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponseCode;
import io.platformfirmware.tpm.TpmTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the transactions of one device mean, one after the other: the header of a command or response may come in parts. Bits are
 * those of the TCG PC Client Platform TPM Profile, FIFO interface.
 */
final class TraceDecoder {

    private static final List<String> ACCESS_READ = List.of(
            "tpmEstablishment", "requestUse", "pendingRequest", "seize", "beenSeized", "activeLocality", "", "valid");
    private static final List<String> ACCESS_WRITTEN =
            List.of("", "requestUse", "", "seize", "clear beenSeized", "relinquish", "", "");
    private static final List<String> STS =
            List.of("", "responseRetry", "selfTestDone", "Expect", "dataAvail", "tpmGo", "commandReady", "stsValid");
    private static final List<String> CONTROL = List.of("commandCancel", "resetEstablishment", "", "", "", "", "", "");

    /** A TPM 2.0 has the first byte of every tag in common. */
    private static final byte FIRST_BYTE = (byte) 0x80;

    private static final int STS_SIZE = 4;
    private static final int LAST = 3;
    private static final int FAMILY_SHIFT = 2;
    private static final int FAMILY_MASK = 3;
    private static final int SIZE_AT = 2;
    private static final int CODE_AT = 6;

    private final ByteBuffer header = ByteBuffer.allocate(TpmTransport.HEADER_SIZE);
    private LinkTransaction.Kind headerOf = LinkTransaction.Kind.WAKE;

    /** What it means; empty where that can not be told. */
    String meaning(LinkTransaction transaction) {
        final byte[] data = transaction.data();
        if (transaction.kind() == LinkTransaction.Kind.WAKE
                || data.length == 0 && transaction.error().isPresent()) {
            return "";
        }
        final boolean read = transaction.kind() == LinkTransaction.Kind.READ;
        return RegisterName.at(transaction.register())
                .map(register -> switch (register) {
                    case ACCESS -> bits(data, read ? ACCESS_READ : ACCESS_WRITTEN);
                    case STS -> status(data, read);
                    case DATA_FIFO -> fifo(transaction, data);
                    case DID_VID -> data.length == Integer.BYTES ? ChipText.name(littleEndian(data)) : "";
                    case RID -> data.length == 0 ? "" : "revision " + Byte.toUnsignedInt(data[0]);
                    case FW_VER -> read ? LogText.visible(data) : "back to the start of the text";
                    case INT_ENABLE, INT_VECTOR, INT_STATUS, INTF_CAPS, BOARD_CFG -> number(data);
                })
                .orElse("");
    }

    private String fifo(LinkTransaction transaction, byte[] data) {
        final int end = transaction.position() + transaction.length() - 1;
        final String place = transaction.length() == 1
                ? "byte " + transaction.position()
                : "bytes " + transaction.position() + " to " + end;
        return complete(transaction, data) ? header() : place;
    }

    /** Whether this transaction completes a header. */
    private boolean complete(LinkTransaction transaction, byte[] data) {
        if (transaction.position() == 0 || transaction.kind() != headerOf) {
            header.clear();
            headerOf = transaction.kind();
            if (transaction.position() == 1) {
                // sent ahead, in a transaction that is not shown
                header.put(FIRST_BYTE);
            }
        }
        if (!header.hasRemaining() || transaction.position() != header.position()) {
            return false;
        }
        header.put(data, 0, Math.min(data.length, header.remaining()));
        return !header.hasRemaining();
    }

    private String header() {
        final int size = header.getInt(SIZE_AT);
        final int code = header.getInt(CODE_AT);
        final boolean command = headerOf == LinkTransaction.Kind.WRITE;
        final String name = command ? commandName(code) : new TpmResponseCode(code).name();
        final String number = String.format(Locale.ROOT, "0x%08X", code);
        return name
                + (name.endsWith(number) ? "" : " (" + number + ")")
                + (command ? ", command of " : ", response of ")
                + Integer.toUnsignedString(size)
                + " bytes";
    }

    private static String commandName(int code) {
        try {
            // the rest of it is not there, so the size that goes with a name is that of a header
            return TpmCommand.of(ByteBuffer.allocate(TpmTransport.HEADER_SIZE)
                            .putShort((short) 0)
                            .putInt(TpmTransport.HEADER_SIZE)
                            .putInt(code)
                            .array())
                    .name();
        } catch (final FirmwareException e) {
            throw new AssertionError("a header is a command", e);
        }
    }

    private static String status(byte[] data, boolean read) {
        final List<String> parts = new ArrayList<>();
        add(parts, bits(data, STS));
        if (read && data.length >= LAST) {
            parts.add("burst " + (Byte.toUnsignedInt(data[1]) | Byte.toUnsignedInt(data[2]) << Byte.SIZE));
        }
        if (data.length == STS_SIZE) {
            final int last = data[LAST];
            add(parts, bits(new byte[] {(byte) (last & ~(FAMILY_MASK << FAMILY_SHIFT))}, CONTROL));
            if (read) {
                parts.add(family(last >> FAMILY_SHIFT & FAMILY_MASK));
            }
        }
        return String.join(", ", parts);
    }

    private static String family(int family) {
        return switch (family) {
            case 0 -> "TPM 1.2";
            case 1 -> "TPM 2.0";
            default -> "family " + family;
        };
    }

    private static void add(List<String> parts, String part) {
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    /** The names of the bits of the first byte that are set, highest first. */
    private static String bits(byte[] data, List<String> names) {
        final List<String> set = new ArrayList<>();
        for (int bit = names.size() - 1; bit >= 0 && data.length > 0; bit--) {
            if ((data[0] >> bit & 1) != 0) {
                set.add(names.get(bit).isEmpty() ? "bit " + bit : names.get(bit));
            }
        }
        return String.join(", ", set);
    }

    private static String number(byte[] data) {
        final StringBuilder digits = new StringBuilder();
        for (final byte value : data) {
            digits.insert(0, String.format(Locale.ROOT, "%02X", value));
        }
        return digits.length() == 0 ? "" : "0x" + digits;
    }

    private static ChipIdentity littleEndian(byte[] data) {
        int value = 0;
        for (int i = data.length - 1; i >= 0; i--) {
            value = value << Byte.SIZE | Byte.toUnsignedInt(data[i]);
        }
        return new ChipIdentity(value, 0);
    }
}
