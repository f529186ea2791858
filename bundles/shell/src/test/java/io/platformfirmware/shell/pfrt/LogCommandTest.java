// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogCommandTest {

    private static final String LOG = """
            INFO  [PfrUpdate.Stage] Start
            WARN  [PfrUpdate.Stage] Slow
            ERROR [PfrUpdate.Process] Status = 7
            """;

    @TempDir
    Path folder;

    private Pfrt pfrt;

    @BeforeEach
    void setUp() {
        pfrt = new Pfrt(folder);
        pfrt.device.write(LOG);
    }

    @Test
    void printsTheLogThatTheDeviceShows() throws Exception {
        assertThat(pfrt.run("pfrt:log")).isEqualTo(new Karaf.Result(0, LOG, ""));
        assertThat(pfrt.run("pfrt:log -d pfrt0 --no-format")).isEqualTo(new Karaf.Result(0, LOG, ""));
        assertThat(pfrt.device.calls).containsExactly("snapshot", "snapshot");
    }

    @Test
    void printsTheOneThatIsNamed() throws Exception {
        pfrt.run("pfrt:log --type history");
        pfrt.run("pfrt:log -d pfrt0 -t 0");
        pfrt.run("pfrt:log --raw");
        pfrt.run("pfrt:log --raw --type 1");

        assertThat(pfrt.device.calls)
                .containsExactly("snapshot history", "snapshot execution", "raw shown", "raw history");
    }

    @Test
    void nothingInItReachesTheTerminal() throws Exception {
        pfrt.device.write(new byte[] {
            'a',
            0,
            'b',
            0x1B,
            '[',
            '2',
            'J',
            '\t',
            '.',
            '\r',
            '\n',
            (byte) 0xFF,
            (byte) 0xC3,
            (byte) 0xA9,
            '\r',
            'x',
            '\n',
            (byte) 0xC2,
            (byte) 0x9B,
            (byte) 0xE2,
            (byte) 0x80,
            (byte) 0xAE
        });

        assertThat(pfrt.run("pfrt:log").out()).isEqualTo("a\\x00b\\x1B[2J\t.\n\\xFF\u00e9\\x0Dx\n\\x9B\\u{202E}\n");
    }

    @Test
    void colorsLinesByTheirLevel() throws Exception {
        pfrt.karaf.session.terminal = new FakeTerminal(80, true);
        pfrt.device.write(LOG + "VERB  [PfrUpdate.Stage] x\n12:00 Error is not a level\n");

        assertThat(pfrt.run("pfrt:log").out()).isEqualTo("""
                        INFO  [PfrUpdate.Stage] Start
                        \u001b[33mWARN  [PfrUpdate.Stage] Slow\u001b[0m
                        \u001b[31mERROR [PfrUpdate.Process] Status = 7\u001b[0m
                        \u001b[2mVERB  [PfrUpdate.Stage] x\u001b[0m
                        12:00 Error is not a level
                        """);
        pfrt.karaf.session.put("NO_COLOR", "1");
        assertThat(pfrt.run("pfrt:log").out()).doesNotContain("\u001b");
    }

    @Test
    void printsTheLastLines() throws Exception {
        assertThat(pfrt.run("pfrt:log --tail 1").out()).isEqualTo("ERROR [PfrUpdate.Process] Status = 7\n");
        assertThat(pfrt.run("pfrt:log -d pfrt0 -n 2").out()).startsWith("WARN ").hasLineCount(2);
        assertThat(pfrt.run("pfrt:log --tail 3").out()).isEqualTo(LOG);
        assertThat(pfrt.run("pfrt:log --tail 999999999").out()).isEqualTo(LOG);

        pfrt.device.write("a\nb");
        assertThat(pfrt.run("pfrt:log --tail 1").out()).isEqualTo("b\n");
        pfrt.run("pfrt:log --tail 1 -o last");
        assertThat(folder.resolve("last")).hasContent("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.5", "9999999999"})
    void refusesWhatIsNoNumberOfLines(String number) throws Exception {
        final Karaf.Result result = pfrt.run("pfrt:log --tail=" + number);

        assertThat(result)
                .isEqualTo(new Karaf.Result(
                        1, "", "Error: log: --tail " + number + " is not allowed: a number of lines, 1 and up\n"));
        assertThat(pfrt.device.calls).isEmpty();
    }

    @Test
    void refusesOptionsThatMakeNoSense() throws Exception {
        assertThat(pfrt.run("pfrt:log --type 2").console())
                .isEqualTo("Error: log: --type 2 is not allowed: execution (0) or history (1)\n");
        assertThat(pfrt.run("pfrt:log --raw --tail 2").console())
                .isEqualTo("Error: log: --tail counts lines, and --raw has none\n");
        assertThat(pfrt.run("pfrt:log --force").console()).isEqualTo("Error: log: --force is for --output\n");
        assertThat(pfrt.device.calls).isEmpty();
    }

    @Test
    void anEmptyLogIsNothing() throws Exception {
        pfrt.device.write("");
        assertThat(pfrt.run("pfrt:log")).isEqualTo(new Karaf.Result(2, "pfrt0: the execution log is empty\n", ""));
        pfrt.device.chunk2 = new LogChunk(0, 0);
        assertThat(pfrt.run("pfrt:log -t history -o x"))
                .isEqualTo(new Karaf.Result(2, "pfrt0: the history log is empty: no update yet since power on\n", ""));
        assertThat(pfrt.run("pfrt:log --no-format")).isEqualTo(new Karaf.Result(2, "", ""));
        assertThat(pfrt.run("pfrt:log --json").status()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void dumpsTheBufferInHexadecimal() throws Exception {
        final byte[] buffer = new byte[100];
        System.arraycopy("hello, world".getBytes(StandardCharsets.US_ASCII), 0, buffer, 0, 12);
        buffer[99] = 0x7F;
        pfrt.device.write(buffer);

        assertThat(pfrt.run("pfrt:log --raw")).isEqualTo(new Karaf.Result(0, """
                        00000000  68 65 6c 6c 6f 2c 20 77 6f 72 6c 64 00 00 00 00  |hello, world....|
                        00000010  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  |................|
                        *
                        00000060  00 00 00 7f                                      |....|
                        """, ""));
        assertThat(pfrt.run("pfrt:log --raw --no-format").out())
                .hasLineCount(7)
                .startsWith("00000000\t68 65 6c 6c 6f 2c 20 77 6f 72 6c 64 00 00 00 00\thello, world....\n")
                .endsWith("00000060\t00 00 00 7f\t....\n");

        pfrt.karaf.session.terminal = new FakeTerminal(80, false);
        assertThat(pfrt.run("pfrt:log --raw").out()).startsWith("00000000  68 65 6c 6c 6f 2c 20 77 6f 72");
        pfrt.karaf.session.terminal = new FakeTerminal(60, false);
        assertThat(pfrt.run("pfrt:log --raw").out())
                .startsWith(
                        "00000000  68 65 6c 6c 6f 2c 20 77  |hello, w|\n00000008  6f 72 6c 64 00 00 00 00  |orld....|\n");
        pfrt.karaf.session.terminal = new FakeTerminal(20, false);
        assertThat(pfrt.run("pfrt:log --raw").out()).startsWith("00000000  68 65 6c 6c  |hell|\n");
    }

    @Test
    void aBufferInsteadOfALogComesWithAWarning() throws Exception {
        pfrt.device.content = LogSnapshot.Content.RAW;
        pfrt.device.warning = "This is the whole buffer, not the log.";

        final Karaf.Result result = pfrt.run("pfrt:log --tail 1");

        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("00000000  49 4e 46 4f");
        assertThat(result.console()).isEqualTo("Warning: pfrt0: This is the whole buffer, not the log.\n");
        assertThat(pfrt.run("pfrt:log --no-format").console()).startsWith("Warning: pfrt0: ");
        assertThat(pfrt.run("pfrt:log --json").console()).isEmpty();
    }

    @Test
    void writesTheVeryBytesToAFile() throws Exception {
        final byte[] bytes = {0, 1, 2, '\n', (byte) 0xFF};
        pfrt.device.write(bytes);

        assertThat(pfrt.run("pfrt:log -d pfrt0 -o log.bin"))
                .isEqualTo(new Karaf.Result(
                        0, "pfrt0: 5 bytes of the execution log written to " + folder.resolve("log.bin") + "\n", ""));
        assertThat(folder.resolve("log.bin")).hasBinaryContent(bytes);
        assertThat(pfrt.run("pfrt:log --raw --no-format -o " + folder + "/raw.bin"))
                .isEqualTo(new Karaf.Result(0, "", ""));
        assertThat(folder.resolve("raw.bin")).hasBinaryContent(bytes);
        assertThat(pfrt.device.calls).containsExactly("snapshot", "raw shown");
        assertThat(files()).containsExactly("log.bin", "raw.bin");
    }

    @Test
    void replacesAFileOnlyWhenForced() throws Exception {
        final Path file = Files.writeString(folder.resolve("log"), "old");

        assertThat(pfrt.run("pfrt:log -o log"))
                .isEqualTo(new Karaf.Result(
                        1,
                        "",
                        "Error: log: " + file + " is there already\n"
                                + "Next: Add --force to replace it, or name another file.\n"));
        assertThat(pfrt.device.calls).isEmpty();
        assertThat(file).hasContent("old");

        assertThat(pfrt.run("pfrt:log -o log --force").status()).isZero();
        assertThat(file).hasContent(LOG);
        assertThat(files()).containsExactly("log");
    }

    @Test
    void doesNotReplaceAFileThatCameMeanwhileAndLeavesNothingBehind() throws Exception {
        pfrt.device.whileRead = () -> {
            try {
                Files.writeString(folder.resolve("log"), "of somebody else");
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        };

        assertThat(pfrt.run("pfrt:log -o log").console()).contains("log is there already");

        assertThat(folder.resolve("log")).hasContent("of somebody else");
        assertThat(files()).containsExactly("log");
    }

    @Test
    void aLinkStaysALinkAndWhatIsNoFileStaysWhatItIs() throws Exception {
        final Path file = Files.writeString(folder.resolve("log"), "old");
        final Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(pfrt.run("pfrt:log -o link --force").status()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent(LOG);

        assertThat(pfrt.run("pfrt:log --force -o /dev/null").console())
                .startsWith("Error: log: /dev/null is not a regular file\n");
        assertThat(pfrt.run("pfrt:log --force -o .").console()).endsWith(" is not a regular file\n");
    }

    @Test
    void namesTheFileThatCanNotBeWritten() throws Exception {
        final Karaf.Result result = pfrt.run("pfrt:log -o no/such/log");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.console())
                .isEqualTo("Error: log: there is no folder " + folder + "/no/such for " + folder + "/no/such/log\n");

        final String name = "x".repeat(300);
        final Karaf.Result tooLong = pfrt.run("pfrt:log -o " + name);
        assertThat(tooLong.status()).isEqualTo(4);
        assertThat(tooLong.console())
                .startsWith("Error: log: " + folder.resolve(name) + " can not be written: ")
                .contains("\nNext: Name a file in a folder where this process may write and there is room.\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void printsJson() throws Exception {
        pfrt.device.write("a\u00e9\n");

        assertThat(pfrt.run("pfrt:log --json")).isEqualTo(new Karaf.Result(0, """
                        {"schemaVersion":1,"deviceId":"pfrt0","log":{"info":{"type":"execution","capacity":65536,\
                        "chunk1":{"address":"0x0","size":0},"chunk2":{"address":"0x70000000","size":4},"rolloverCount":0,\
                        "resetCount":3},"content":"time-order","size":4,"text":"a\u00e9\\n"}}
                        """, ""));
        pfrt.device.warning = "odd";
        assertThat(pfrt.run("pfrt:log --json -o log").out())
                .isEqualTo("{\"schemaVersion\":1,\"deviceId\":\"pfrt0\",\"file\":\"" + folder.resolve("log")
                        + "\",\"size\":4,\"content\":\"time-order\",\"warning\":\"odd\"}\n");
    }

    @Test
    void aLogThatCanNotBeReadIsAnErrorAndNoFile() throws Exception {
        pfrt.device.logFailure = Failure.of(FailureReason.LOG_UNAVAILABLE, "read log", "Linux can not map the log")
                .on("pfrt0")
                .next("Report it.");

        assertThat(pfrt.run("pfrt:log -o log"))
                .isEqualTo(new Karaf.Result(
                        4, "", "Error: pfrt0: read log: Linux can not map the log\nNext: Report it.\n"));
        assertThat(folder).isEmptyDirectory();
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
