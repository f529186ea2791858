// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.tpm.LinkTransaction.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceCommandTest {

    @TempDir
    Path folder;

    private Chips chips;

    @BeforeEach
    void setUp() {
        chips = new Chips(folder);
    }

    private void command() {
        chips.chip.trace.addAll(List.of(
                Chips.wake(7),
                Chips.read(8, 0x000, "a1"),
                Chips.written(9, 0x018, "40"),
                Chips.fifo(10, Kind.WRITE, 0, 1, "80"),
                Chips.read(11, 0x018, "c8ff0304"),
                Chips.fifo(12, Kind.WRITE, 1, 11, "010000000c0000017b"),
                Chips.written(13, 0x018, "20"),
                Chips.read(14, 0x018, "90140004"),
                Chips.fifo(15, Kind.READ, 0, 10, "80010000001400000000"),
                Chips.fifo(16, Kind.READ, 10, 10, "")));
    }

    @Test
    void showsACommandAndItsResponse() throws Exception {
        command();

        assertThat(chips.run("cr50:trace")).isEqualTo(new Karaf.Result(0, """
                        No |     ms | Access | Register        | Bytes                                    | Meaning                                             | Wait | Gate         | us
                        ---+--------+--------+-----------------+------------------------------------------+-----------------------------------------------------+------+--------------+---
                         7 |  0.000 | wake   | -               | -                                        | -                                                   | 0    | delay 120 us | 45
                         8 |  1.250 | read   | ACCESS 0x000    | a1                                       | valid, activeLocality, tpmEstablishment             | 3    | edge 120 us  | 45
                         9 |  2.500 | write  | STS 0x018       | 40                                       | commandReady                                        | 0    | delay 120 us | 45
                        10 |  3.750 | write  | DATA_FIFO 0x024 | 80                                       | byte 0                                              | 3    | edge 120 us  | 45
                        11 |  5.000 | read   | STS 0x018       | c8 ff 03 04                              | stsValid, commandReady, Expect, burst 1023, TPM 2.0 | 0    | delay 120 us | 45
                        12 |  6.250 | write  | DATA_FIFO 0x024 | 01 00 00 00 0c 00 00 01 7b .. (11 bytes) | TPM2_GetRandom (0x0000017B), command of 12 bytes    | 3    | edge 120 us  | 45
                        13 |  7.500 | write  | STS 0x018       | 20                                       | tpmGo                                               | 0    | delay 120 us | 45
                        14 |  8.750 | read   | STS 0x018       | 90 14 00 04                              | stsValid, dataAvail, burst 20, TPM 2.0              | 3    | edge 120 us  | 45
                        15 | 10.000 | read   | DATA_FIFO 0x024 | 80 01 00 00 00 14 00 00 00 00            | TPM_RC_SUCCESS (0x00000000), response of 20 bytes   | 0    | delay 120 us | 45
                        16 | 11.250 | read   | DATA_FIFO 0x024 | (10 bytes)                               | bytes 10 to 19                                      | 3    | edge 120 us  | 45
                        """, ""));
        assertThat(chips.chip.calls).isEmpty();
    }

    @Test
    void showsTheLastOnesAndWhyOneFailed() throws Exception {
        command();
        chips.chip.trace.add(Chips.failed(17, "1000 wait bytes"));

        assertThat(chips.run("cr50:trace 2 --no-format")).isEqualTo(new Karaf.Result(0, """
                        16	0.000	read	DATA_FIFO 0x024	(10 bytes)	bytes 10 to 19	3	edge 120 us	45	-
                        17	1.250	read	STS 0x018	(4 bytes)	-	1000	missed 750000 us	3000	1000 wait bytes
                        """, ""));
        assertThat(chips.run("cr50:trace 1").out()).isEqualTo("""
                        No |    ms | Access | Register  | Bytes     | Meaning | Wait | Gate             |   us | Error
                        ---+-------+--------+-----------+-----------+---------+------+------------------+------+----------------
                        17 | 0.000 | read   | STS 0x018 | (4 bytes) | -       | 1000 | missed 750000 us | 3000 | 1000 wait bytes
                        """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    READ  | 000 | ff       | valid, bit 6, activeLocality, beenSeized, seize, pendingRequest, requestUse, tpmEstablishment
                    READ  | 000 | 00       | -
                    WRITE | 000 | 02       | requestUse
                    WRITE | 000 | 20       | relinquish
                    READ  | 018 | 84       | stsValid, selfTestDone
                    READ  | 018 | 900001   | stsValid, dataAvail, burst 256
                    READ  | 018 | 80000000 | stsValid, burst 0, TPM 1.2
                    WRITE | 018 | 02       | responseRetry
                    WRITE | 018 | 00000001 | commandCancel
                    READ  | F00 | e01a2800 | Cr50
                    READ  | F00 | 66664a50 | Ti50
                    READ  | F00 | d1151b00 | 15d1:001b
                    READ  | F04 | 05       | revision 5
                    READ  | F90 | 42321b2d | B2\\x1B-
                    WRITE | F90 | 00       | back to the start of the text
                    READ  | 014 | 97060030 | 0x30000697
                    READ  | FE0 | 01000080 | 0x80000001
                    READ  | 024 | 00C40000 | bytes 0 to 3
                    READ  | 123 | 00       | -
                    """)
    void saysWhatBytesMean(Kind kind, String register, String bytes, String meaning) throws Exception {
        final int offset = Integer.parseInt(register, 16);
        chips.chip.trace.add(kind == Kind.READ ? Chips.read(1, offset, bytes) : Chips.written(1, offset, bytes));

        assertThat(chips.run("cr50:trace --no-format").out().split("\t")[5]).isEqualTo(meaning);
    }

    /** As of a wire that is stuck. */
    @Test
    void saysWhatCanNotBe() throws Exception {
        chips.chip.trace.add(Chips.read(1, 0x018, "ffffffff"));

        assertThat(chips.run("cr50:trace --no-format").out())
                .contains(
                        "\tstsValid, commandReady, tpmGo, dataAvail, Expect, selfTestDone, responseRetry, bit 0, burst 65535,"
                                + " bit 7, bit 6, bit 5, bit 4, resetEstablishment, commandCancel, family 3\t");
    }

    @Test
    void namesCommandsAndResponsesAlsoWithoutTheirNames() throws Exception {
        chips.chip.trace.addAll(List.of(
                Chips.fifo(1, Kind.WRITE, 1, 20, "010000002020000000aaaa"),
                Chips.fifo(2, Kind.READ, 0, 6, "80010000000a"),
                Chips.fifo(3, Kind.READ, 6, 4, "000001c4"),
                Chips.fifo(4, Kind.READ, 6, 4, "000001c4"),
                Chips.fifo(5, Kind.READ, 0, 10, "80010000000a00000501"),
                Chips.fifo(6, Kind.WRITE, 5, 5, "0102030405"),
                Chips.read(7, 0x123, "00")));

        assertThat(chips.run("cr50:trace --no-format").out().lines().map(line -> line.split("\t")[5]))
                .containsExactly(
                        "vendor command 0x20000000, command of 32 bytes",
                        "bytes 0 to 5",
                        "TPM_RC_VALUE (0x000001C4), response of 10 bytes",
                        "bytes 6 to 9",
                        "vendor code 0x00000501, response of 10 bytes",
                        "bytes 5 to 9",
                        "-");
        assertThat(chips.run("cr50:trace 1 --no-format").out()).contains("\t0x123\t");
    }

    @Test
    void nothingIsNothing() throws Exception {
        assertThat(chips.run("cr50:trace"))
                .isEqualTo(new Karaf.Result(
                        2,
                        "cr50-main: there is no transaction: the chip was not accessed yet, or the setting traceLength is"
                                + " 0\n",
                        ""));
        assertThat(chips.run("cr50:trace --no-format")).isEqualTo(new Karaf.Result(2, "", ""));
        assertThat(chips.run("cr50:trace --json").out()).endsWith("\"transactions\":[]}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65537", "x"})
    void refusesWhatIsNoNumber(String number) throws Exception {
        assertThat(chips.run("cr50:trace " + number))
                .isEqualTo(new Karaf.Result(
                        1, "", "Error: trace: " + number + " is not allowed: a number of transactions, 1 to 65536\n"));
    }

    @Test
    void printsJson() throws Exception {
        chips.chip.trace.add(Chips.read(8, 0x000, "a1"));

        assertThat(chips.run("cr50:trace --json").out()).startsWith("""
                        {"schemaVersion":1,"deviceId":"cr50-main","transactions":[{"sequence":8,"nanos":10000000,\
                        "kind":"read","register":"0x000",""");
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        command();
        chips.karaf.session.terminal = new FakeTerminal(80, false);

        assertThat(chips.run("cr50:trace").out().lines()).allMatch(line -> line.length() < 80);
    }
}
