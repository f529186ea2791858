// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.HexFormat;
import java.util.Optional;

/**
 * How a command ended: a {@code TPM_RC} (TPM 2.0 Library, Part 2, "Response code formats"). Of its 32 bits a TPM uses the lower
 * 12. Where bit 7 is set (format one), the lower 6 bits are the error, bit 6 says that it is about a parameter, and bits 8 to 11
 * say about which; else bits 8 to 10 say about which handle, or where bit 11 is set too, about which session. Where bit 7 is
 * clear (format zero), bit 10 stands for a code of the chip's vendor, bit 8 for one of TPM 2.0 rather than TPM 1.2, and bit 11
 * for a warning.
 *
 * @param value unsigned 32 bits
 */
public record TpmResponseCode(int value) {

    /** The command did what it should. */
    public static final TpmResponseCode SUCCESS = TpmErrorCode.SUCCESS.code();

    /** There was no {@code TPM2_Startup} yet, or this one is one too many. */
    public static final TpmResponseCode INITIALIZE = TpmErrorCode.INITIALIZE.code();

    /** The TPM is in failure mode; where a transport answers in place of the TPM: it could not be asked. */
    public static final TpmResponseCode FAILURE = TpmErrorCode.FAILURE.code();

    /** The size field of the command does not fit its bytes. */
    public static final TpmResponseCode COMMAND_SIZE = TpmErrorCode.COMMAND_SIZE.code();

    /** The command is not allowed from this locality. */
    public static final TpmResponseCode LOCALITY = TpmErrorCode.LOCALITY.code();

    /** The command was cancelled. */
    public static final TpmResponseCode CANCELED = TpmErrorCode.CANCELED.code();

    /** The TPM knows no such command. */
    public static final TpmResponseCode COMMAND_CODE = TpmErrorCode.COMMAND_CODE.code();

    /** The TPM stopped in the middle of the command; the same one again goes on from there. */
    public static final TpmResponseCode YIELDED = TpmErrorCode.YIELDED.code();

    /** The TPM tests itself; the command was not executed and may be sent again. */
    public static final TpmResponseCode TESTING = TpmErrorCode.TESTING.code();

    /** The TPM could not begin with the command; it may be sent again. */
    public static final TpmResponseCode RETRY = TpmErrorCode.RETRY.code();

    private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

    private static final int USED_BITS = 0xFFF;
    private static final int FORMAT_ONE = 1 << 7;
    private static final int PARAMETER = 1 << 6;
    private static final int SESSION = 1 << 11;
    private static final int VENDOR = 1 << 10;
    private static final int VERSION_2 = 1 << 8;
    private static final int FORMAT_ONE_ERROR = FORMAT_ONE | 0x3F;
    private static final int NUMBER_SHIFT = 8;
    private static final int PARAMETER_NUMBER = 0xF;
    private static final int HANDLE_NUMBER = 0x7;

    /**
     * Whether the command did what it should.
     *
     * @return true for 0 only
     */
    public boolean success() {
        return value == 0;
    }

    /**
     * The name.
     *
     * @return for example {@code TPM_RC_VALUE}, without what it is about; {@code TPM 1.2 code 0x00000009} and
     *     {@code vendor code 0x00000501} for such codes, and for any other that the TPM 2.0 Library does not have its number,
     *     {@code 0x00000140}
     */
    public String name() {
        return known().map(TpmErrorCode::rcName).orElseGet(() -> kind().name + hex(value));
    }

    /**
     * For a person: the name, the number, what it is about, and what it means.
     *
     * @return for example {@code TPM_RC_VALUE (0x000001C4): parameter 1: a value is out of range or does not fit here}
     */
    @Override
    public String toString() {
        return known().map(error -> error.rcName() + " (" + hex(value) + "): " + about() + error.sentence())
                .orElseGet(() -> name() + ": " + about() + kind().sentence);
    }

    /**
     * A number as the TPM 2.0 Library writes it.
     *
     * @param value unsigned 32 bits
     * @return for example {@code 0x000001C4}
     */
    static String hex(int value) {
        return "0x" + UPPER_CASE.toHexDigits(value);
    }

    private Optional<TpmErrorCode> known() {
        return switch (kind()) {
            case FORMAT_ONE -> TpmErrorCode.of(value & FORMAT_ONE_ERROR);
            case VENDOR -> Optional.empty();
            default -> TpmErrorCode.of(value);
        };
    }

    private Kind kind() {
        if ((value & ~USED_BITS) != 0) {
            return Kind.UNUSED;
        }
        if ((value & FORMAT_ONE) != 0) {
            return Kind.FORMAT_ONE;
        }
        if ((value & VENDOR) != 0) {
            return Kind.VENDOR;
        }
        return (value & VERSION_2) == 0 ? Kind.TPM_1_2 : Kind.FORMAT_ZERO;
    }

    private String about() {
        if (kind() != Kind.FORMAT_ONE) {
            return "";
        }
        final int number = value >> NUMBER_SHIFT;
        if ((value & PARAMETER) != 0) {
            return about("parameter", number & PARAMETER_NUMBER);
        }
        if ((value & SESSION) != 0) {
            return about("session", number & HANDLE_NUMBER);
        }
        return number == 0 ? "" : about("handle", number);
    }

    private static String about(String what, int number) {
        return number == 0 ? "a " + what + ": " : what + " " + number + ": ";
    }

    private enum Kind {
        FORMAT_ZERO("", "the TPM 2.0 Library has no such code"),
        FORMAT_ONE("", "the TPM 2.0 Library has no such code"),
        TPM_1_2("TPM 1.2 code ", "not a code of TPM 2.0"),
        VENDOR("vendor code ", "only the vendor of the chip says what it means"),
        UNUSED("", "not a code of a TPM, which has 12 bits");

        private final String name;
        private final String sentence;

        Kind(String name, String sentence) {
            this.name = name;
            this.sentence = sentence;
        }
    }
}
