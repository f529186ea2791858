// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerListener;
import io.platformfirmware.tpm.TpmServerPort;
import io.platformfirmware.tpm.TpmServerState;
import io.platformfirmware.tpm.TpmServerTotals;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusCommandTest {

    private static final TpmServerTotals TOTALS = new TpmServerTotals(7, 1, 2, 345, 6, 8_765, 43_210, 3);

    private static final List<TpmServerListener> LISTENERS = List.of(
            new TpmServerListener(TpmServerPort.MSSIM_COMMAND, "127.0.0.1:2321", Optional.empty()),
            new TpmServerListener(
                    TpmServerPort.MSSIM_PLATFORM, "127.0.0.1:2322", Optional.of("Address already in use")));

    private final Karaf karaf = new Karaf(List.of(StatusCommand.class), List.of());

    private TpmServerState state = new TpmServerState(
            LISTENERS,
            Optional.of("cr50-main"),
            Optional.empty(),
            List.of(new TpmServerClient(
                    5,
                    TpmServerPort.MSSIM_COMMAND,
                    "127.0.0.1:40112",
                    LocalDateTime.of(2026, 1, 2, 3, 4, 5)
                            .atZone(ZoneId.systemDefault())
                            .toInstant(),
                    340,
                    0,
                    8_000,
                    42_000,
                    Optional.of("TPM2_Sign"),
                    2)),
            TOTALS,
            Optional.empty());

    @Test
    void showsWhoIsThere() throws Exception {
        karaf.servers.add(() -> state);

        assertThat(karaf.run("tcti:status")).isEqualTo(new Karaf.Result(0, """
                        Device       cr50-main
                        Connections  1 now, 7 in all; 1 turned away, 2 dropped
                        Commands     345 answered, 6 not
                        Bytes        8765 in, 43210 out
                        Flushed      3 handles of clients that have vanished

                        Protocol | Port     | Address        | State
                        ---------+----------+----------------+-----------------------
                        mssim    | command  | 127.0.0.1:2321 | listens
                        mssim    | platform | 127.0.0.1:2322 | Address already in use

                        Client | Protocol | Port    | Peer            | Since               | Commands | Errors | Bytes in | Bytes out | In flight | Handles
                        -------+----------+---------+-----------------+---------------------+----------+--------+----------+-----------+-----------+--------
                             5 | mssim    | command | 127.0.0.1:40112 | 2026-01-02 03:04:05 |      340 |      0 | 8000     | 42000     | TPM2_Sign |       2
                        """, ""));
    }

    @Test
    void rowsForAProgram() throws Exception {
        karaf.servers.add(() -> state);

        assertThat(karaf.run("tcti:status --no-format").out())
                .contains(
                        "about\tDevice\tcr50-main\n",
                        "listener\tmssim\tplatform\t127.0.0.1:2322\tAddress already in use\n",
                        "client\t5\tmssim\tcommand\t127.0.0.1:40112\t2026-01-02 03:04:05\t340\t0\t8000\t42000\tTPM2_Sign\t2\n")
                .hasLineCount(5 + 2 + 1);
    }

    @Test
    void jsonHasAll() throws Exception {
        karaf.servers.add(() -> state);

        assertThat(karaf.run("tcti:status --json").out())
                .startsWith(
                        "{\"schemaVersion\":1,\"server\":{\"listeners\":[{\"protocol\":\"mssim\",\"port\":\"command\","
                                + "\"address\":\"127.0.0.1:2321\"},")
                .contains(
                        "\"trouble\":\"Address already in use\"",
                        "\"deviceId\":\"cr50-main\"",
                        "\"clients\":[{\"number\":5,\"protocol\":\"mssim\",\"port\":\"command\",\"peer\":\"127.0.0.1:40112\"",
                        "\"inFlight\":\"TPM2_Sign\",\"handles\":2}]",
                        "\"totals\":{\"connections\":7,\"turnedAway\":1,\"dropped\":2,\"commands\":345,\"errors\":6,"
                                + "\"bytesIn\":8765,\"bytesOut\":43210,\"flushed\":3}");
    }

    @Test
    void offIsNothingAndSaysWhatIsWrong() throws Exception {
        state = new TpmServerState(
                List.of(),
                Optional.empty(),
                Optional.of("there is no TPM"),
                List.of(),
                new TpmServerTotals(0, 0, 0, 0, 0, 0, 0, 0),
                Optional.of(Failure.of(FailureReason.INVALID_VALUE, "settings", "mssimPort = 'x' is not allowed")
                        .next("Correct it.")));
        karaf.servers.add(() -> state);

        final Karaf.Result result = karaf.run("tcti:status");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEqualTo("""
                        Server        off: neither mssimPort nor swtpmPort nor unixSocket is set
                        Device        there is no TPM
                        Connections   0 now, 0 in all; 0 turned away, 0 dropped
                        Commands      0 answered, 0 not
                        Bytes         0 in, 0 out
                        Flushed       0 handles of clients that have vanished
                        Not in force  settings: mssimPort = 'x' is not allowed
                        Next          Correct it.
                        """);
        assertThat(karaf.run("tcti:status --json").out())
                .contains("\"deviceTrouble\":\"there is no TPM\"", "\"settingsFault\":{");
    }

    @Test
    void noServerSaysWhatToDo() throws Exception {
        final Karaf.Result result = karaf.run("tcti:status");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.console()).contains("there is no TPM server", "feature:install tcti");
    }
}
