// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link LogLines} and {@link LogText}. */
class LogLinesTest {

    private static final String TEXT = "caf\u00e9 \u20ac\r\n\n\ud83d\ude00x\nend";
    private static final LogPosition PLACE = LogPosition.beginning(LogType.HISTORY);

    private final LogLines lines = new LogLines();

    @Test
    void linesAreTheSameInWhateverPiecesTheyCome() {
        final byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            final List<String> read = new ArrayList<>();
            for (int from = 0; from < bytes.length; from += size) {
                read.addAll(
                        lines.add(LogBytes.of(Arrays.copyOfRange(bytes, from, Math.min(from + size, bytes.length)))));
            }
            lines.rest().ifPresent(read::add);
            assertThat(read).containsExactly("caf\u00e9 \u20ac", "", "\ud83d\ude00x", "end");
        }
        assertThat(lines.rest()).isEmpty();
    }

    @Test
    void aBegunLineLosesNothingWhereverItIsCut() {
        final byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            final StringBuilder read = new StringBuilder();
            lines.add(LogBytes.of(Arrays.copyOf(bytes, cut)))
                    .forEach(line -> read.append(line).append('\n'));
            final String begun = lines.begun();
            read.append(begun);
            lines.add(LogBytes.of(Arrays.copyOfRange(bytes, cut, bytes.length)))
                    .forEach(line -> read.append(line).append('\n'));
            lines.rest().ifPresent(read::append);
            assertThat(read).as("cut at %d", cut).hasToString(TEXT.replace("\r", ""));
        }
    }

    @Test
    void aLineWithoutEndComesInPieces() {
        final byte[] endless = "\u20ac".repeat(LogLines.LONGEST).getBytes(StandardCharsets.UTF_8);

        final List<String> pieces = lines.add(LogBytes.of(endless));

        assertThat(pieces).hasSize(3).allMatch(piece -> piece.matches("\u20ac+"));
        assertThat(String.join("", pieces) + lines.rest().orElse("")).hasSize(LogLines.LONGEST);
    }

    @Test
    void whatIsNotTextIsShownByItsNumber() {
        lines.add(LogBytes.of(new byte[] {(byte) 0x80, (byte) 0xF8, 'a', (byte) 0xC3}));

        assertThat(lines.begun()).isEqualTo("\\x80\\xF8a");
        assertThat(lines.rest()).contains("\\xC3");
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR [a] b, BAD",
        "12:03:04.555 ERR x, BAD",
        "WARNING: x, ATTENTION",
        "[WARN] x, ATTENTION",
        "INFO  ERROR came, PLAIN",
        "VERBOSE x, FAINT",
        "DEBUG x, FAINT",
        "Status = DeviceError, PLAIN",
        "ERRORS are none, PLAIN",
        "a line that mentions far away from its start an ERROR, PLAIN"
    })
    void aLineSoundsLikeTheLevelNearItsStart(String line, Tone tone) {
        assertThat(LogText.tone(line)).isEqualTo(tone);
    }

    @Test
    void marksStandWhereSomethingHappened() {
        assertThat(LogText.lines(List.of(
                        new LogReset(PLACE),
                        new LogWritten(LogBytes.of("a\nb".getBytes(StandardCharsets.US_ASCII)), PLACE),
                        new LogGap(LogGap.Cause.OVERWRITTEN, OptionalLong.of(120), PLACE),
                        new LogGap(LogGap.Cause.SLOW_LISTENER, OptionalLong.of(1), PLACE),
                        new LogGap(LogGap.Cause.SHORTENED, OptionalLong.empty(), PLACE),
                        new LogReset(PLACE),
                        new LogTypeChange(LogType.EXECUTION, PLACE))))
                .containsExactly(
                        "a",
                        "b",
                        "--- 120 bytes lost: the firmware overwrote them before they were read ---",
                        "--- 1 byte lost: this console did not take them in time ---",
                        "--- an unknown number of bytes left out: more was written than is kept here ---",
                        "--- the firmware emptied the log ---",
                        "--- the device shows its history log from here on, not the execution log ---");
    }
}
