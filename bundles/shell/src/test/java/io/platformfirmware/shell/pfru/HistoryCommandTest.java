// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdateTelemetry;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest extends UtcTest {

    @TempDir
    Path folder;

    private Pfru pfru;

    @BeforeEach
    void setUp() {
        pfru = new Pfru(folder);
        pfru.karaf.devices.clear();
        pfru.history.records.add(Samples.succeeded("01234567aa", 0));
        pfru.history.records.add(Samples.failed("01234567bb", 1, Samples.refusedByFirmware()));
        pfru.history.records.add(Samples.interrupted("2123456789", 2));
    }

    @Test
    void showsTheNewestFirstAndAsMuchOfTheIdsAsTellsThemApart() throws Exception {
        assertThat(pfru.run("pfru:history")).isEqualTo(new Karaf.Result(0, """
                        ID        | Time             | Device | Operation | Capsule      | Outcome     | Result
                        ----------+------------------+--------+-----------+--------------+-------------+----------------------------------------------------------
                        212345678 | 2026-03-01 12:06 | pfru0  | update    | f7fd3e0f0446 | interrupted | the process or the machine ended first, in phase stage
                        01234567b | 2026-03-01 12:05 | pfru0  | update    | f7fd3e0f0446 | failed      | the firmware refused the capsule
                        01234567a | 2026-03-01 12:04 | pfru0  | update    | f7fd3e0f0446 | succeeded   | firmwareVersion 65536 -> 65537, codeRuntimeVersion 1 -> 2
                        """, ""));
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        pfru.karaf.session.terminal = new FakeTerminal(80, false);

        assertThat(pfru.run("pfru:history -n 2").out()).isEqualTo("""
                        ID        | Time       | Device | Operation | Outcome     | Result
                        ----------+------------+--------+-----------+-------------+----------------
                        212345678 | 2026-03-01 | pfru0  | update    | interrupted | the process or
                                  | 12:06      |        |           |             | the machine
                                  |            |        |           |             | ended first, in
                                  |            |        |           |             | phase stage
                        01234567b | 2026-03-01 | pfru0  | update    | failed      | the firmware
                                  | 12:05      |        |           |             | refused the
                                  |            |        |           |             | capsule
                        1 older: pfru:history -n 0
                        """);
    }

    @Test
    void colorsTheOutcomeAlone() throws Exception {
        pfru.karaf.session.terminal = new FakeTerminal(200, true);
        pfru.karaf.session.put("NO_COLOR", "");
        assertThat(pfru.run("pfru:history").out()).doesNotContain("\u001b");

        pfru.karaf.session.put("NO_COLOR", null);
        if (System.getenv("NO_COLOR") == null) {
            assertThat(pfru.run("pfru:history").out())
                    .contains(
                            "| \u001b[33minterrupted\u001b[39m |",
                            "| \u001b[31mfailed     \u001b[39m |",
                            "| \u001b[32msucceeded  \u001b[39m |");
        }
    }

    @Test
    void showsAWholeRecord() throws Exception {
        assertThat(pfru.run("pfru:history 01234567b")).isEqualTo(new Karaf.Result(0, """
                        Record         01234567bb
                        Device         pfru0 (/dev/acpi_pfr_update0)
                        Operation      update
                        Requested by   karaf
                        Started        2026-03-01 12:05:05
                        Finished       2026-03-01 12:05:06
                        Capsule        /srv/code2.cap, 168 bytes
                        SHA-256        f7fd3e0f0446914899111260dbb5fff8a17a7885a26d1a13c538fecf57af1304
                        Update         code injection, runtime version 2
                        Platform ID    11111111-2222-3333-4444-555555555555
                        Phases         check 3 ms, stage 1.2 s
                        Outcome        failed
                        Result         the firmware refused the capsule
                        System         ioctl PFRU_IOC_STAGE: EBUSY, Device or resource busy
                        Likely causes  The signature is not one that the firmware trusts.; The capsule is for other firmware.
                        Next           Read the telemetry of the update.
                        Before         firmware 65536, code runtime version 1, driver runtime version 4, driver SVN 2
                        """, ""));
        assertThat(pfru.run("pfru:history 2 --json").out())
                .startsWith("{\"schemaVersion\":1,\"record\":{\"id\":\"2123456789\"");
    }

    @Test
    void aRecordHasAllLinesOfTheFirmware() throws Exception {
        pfru.history.records.add(Samples.failed("3123456789", 3, Samples.refusedByFirmware())
                .withTelemetry(Samples.telemetry("INFO  start\nERROR bad\ttabbed\n")));
        pfru.history.records.add(Samples.succeeded("4123456789", 4)
                .withTelemetry(new UpdateTelemetry(
                        "pfrt0",
                        List.of(),
                        Optional.of(Failure.of(FailureReason.LOG_UNAVAILABLE, "read log", "it can not be mapped")))));

        assertThat(pfru.run("pfru:history 3").out()).contains("""
                        Next           Read the telemetry of the update.
                        Firmware log   INFO  start
                                       ERROR bad    tabbed
                        Before         firmware""");
        assertThat(pfru.run("pfru:history 3 --no-format").out())
                .contains("Firmware log\tINFO  start\nFirmware log\tERROR bad    tabbed\n");
        assertThat(pfru.run("pfru:history 4").out())
                .contains("\nLog trouble   read log: it can not be mapped\n")
                .doesNotContain("Firmware log");
        pfru.history.records.add(Samples.succeeded("5123456789", 5).withTelemetry(Samples.telemetry("")));
        assertThat(pfru.run("pfru:history 5").out()).contains("\nFirmware log  nothing was written to pfrt0\n");
    }

    @Test
    void aRecordHasWhatTheDriverSaid() throws Exception {
        pfru.history.records.add(Samples.failed("3123456789", 3, Samples.refusedByFirmware())
                .withDiagnostics(Samples.diagnostics(null)));
        pfru.history.records.add(Samples.succeeded("4123456789", 4)
                .withDiagnostics(new KernelDiagnostics(
                        List.of(),
                        Optional.of(Failure.of(
                                FailureReason.LOG_UNAVAILABLE, "kernel diagnostics", "there is no debugfs")))));
        pfru.history.records.add(
                Samples.succeeded("5123456789", 5).withDiagnostics(new KernelDiagnostics(List.of(), Optional.empty())));

        assertThat(pfru.run("pfru:history 3 --no-format").out())
                .contains(
                        "Driver\tstage: status 6 (DSM_FUNC_SPEC_ERR), extended status 0x10\n",
                        "Driver\tload: extended status 0x7, refused: the image type is neither that of a code injection nor that"
                                + " of a driver update, authentication 20 ms, execution <1 ms, some messages of the kernel were"
                                + " lost, some lines contradict each other and are left out\n");
        assertThat(pfru.run("pfru:history 3 --json").out())
                .contains("\"kernelDiagnostics\":{\"reports\":[{\"phase\":\"stage\",\"status\":6,"
                        + "\"statusName\":\"DSM_FUNC_SPEC_ERR\",\"extendedStatus\":16,");
        assertThat(pfru.run("pfru:history 4 --no-format").out())
                .contains("Driver trouble\tkernel diagnostics: there is no debugfs\n")
                .doesNotContain("Driver\t");
        assertThat(pfru.run("pfru:history 5 --no-format").out()).contains("Driver\tsaid nothing of the firmware\n");
        assertThat(pfru.run("pfru:history 012345678 --no-format").out()).doesNotContain("Driver");
    }

    @Test
    void anUnknownIdIsNotFoundAndAnAmbiguousOneFails() throws Exception {
        final Karaf.Result unknown = pfru.run("pfru:history 9");
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.console())
                .startsWith(
                        "Error: history: no record in /opt/karaf/firmware/history.jsonl has an id that begins with 9\n");

        final Karaf.Result ambiguous = pfru.run("pfru:history 01");
        assertThat(ambiguous.status()).isEqualTo(1);
        assertThat(ambiguous.console()).contains("several records", "01234567bb, 01234567aa");
    }

    @Test
    void limitsATableAndNotWhatIsForAProgram() throws Exception {
        pfru.history.records.clear();
        IntStream.range(0, 25)
                .forEach(i -> pfru.history.records.add(Samples.succeeded(String.format("%02d345678", i), i)));

        assertThat(pfru.run("pfru:history").out()).hasLineCount(2 + 20 + 1).endsWith("\n5 older: pfru:history -n 0\n");
        assertThat(pfru.run("pfru:history -n 0").out()).hasLineCount(2 + 25);
        assertThat(pfru.run("pfru:history --no-format").out()).hasLineCount(25);
        assertThat(pfru.run("pfru:history -n 3 --no-format").out()).hasLineCount(3);
        assertThat(Json.createReader(
                                new StringReader(pfru.run("pfru:history --json").out()))
                        .readObject()
                        .getJsonArray("records"))
                .hasSize(25);

        final Karaf.Result negative = pfru.run("pfru:history -n x");
        assertThat(negative.status()).isEqualTo(1);
        assertThat(negative.console()).startsWith("Error: history: --number is not a number of records: x;");
    }

    @Test
    void showsTheRecordsOfOneDeviceAlsoWhenItIsNotThere() throws Exception {
        assertThat(pfru.run("pfru:history -d pfru0 --no-format").out()).hasLineCount(3);

        assertThat(pfru.run("pfru:history -d pfru1"))
                .isEqualTo(new Karaf.Result(
                        2, "Nothing was recorded yet of pfru1 in /opt/karaf/firmware/history.jsonl\n", ""));
    }

    @Test
    void anEmptyHistoryIsNothingToShow() throws Exception {
        pfru.history.records.clear();

        assertThat(pfru.run("pfru:history"))
                .isEqualTo(new Karaf.Result(2, "Nothing was recorded yet in /opt/karaf/firmware/history.jsonl\n", ""));
        assertThat(pfru.run("pfru:history --json").out()).isEqualTo("{\"schemaVersion\":1,\"records\":[]}\n");
    }

    @Test
    void saysWhyTheHistoryCanNotBeRead() throws Exception {
        pfru.history.unreadable = Failure.of(FailureReason.HISTORY_UNAVAILABLE, "history", "no permission");
        assertThat(pfru.run("pfru:history")).isEqualTo(new Karaf.Result(1, "", "Error: history: no permission\n"));

        pfru.karaf.histories.clear();
        final Karaf.Result noService = pfru.run("pfru:history");
        assertThat(noService.status()).isEqualTo(1);
        assertThat(noService.console())
                .contains("the service that keeps the history is not there", "feature:install pfru");
    }
}
