// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a session of the shell below Karaf's, which has its own idea of words that look like numbers. */
class SendInASessionTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cr50:send 8001 0000000C 00000144 0000",
                "cr50:send 80 01 00 00 00 0C 00 00 01 44 00 00",
                "cr50:send 80:01:00:00:00:0c:00:00:01:44:00:00",
                "cr50:send '8001 0000000C' 00000144 0000 --yes"
            })
    void everyDigitArrives(String line) throws Exception {
        final Chips chips = new Chips(folder);
        chips.chip.tpm = command -> Chips.response(0, "");

        execute(chips, line);

        assertThat(chips.chip.calls).containsExactly("80010000000c000001440000");
    }

    @Test
    void aFileAndPcrsArriveToo() throws Exception {
        final Chips chips = new Chips(folder);
        Files.write(folder.resolve("startup"), new byte[] {(byte) 0x80, 1, 0, 0, 0, 10, 0, 0, 1, 0x44});
        chips.chip.tpm = command -> Chips.response(0x100, "");

        execute(chips, "cr50:send @startup");
        execute(chips, "cr50:pcr 00,08-09 017");

        assertThat(chips.chip.calls)
                .containsExactly("80010000000a00000144", "8001000000140000017e00000001000b03010302");
    }

    private static void execute(Chips chips, String line) throws Exception {
        final ThreadIOImpl threads = new ThreadIOImpl();
        threads.start();
        try {
            final CommandProcessorImpl processor = new CommandProcessorImpl(threads);
            for (final String name : new String[] {"send", "pcr"}) {
                final Function command =
                        (of, arguments) -> chips.karaf.command("cr50:" + name).execute(chips.karaf.session, arguments);
                processor.addCommand("cr50", command, name);
            }
            final PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            try (CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
                chips.karaf.session.console = session.getConsole();
                session.execute(line);
            }
        } finally {
            threads.stop();
        }
    }
}
