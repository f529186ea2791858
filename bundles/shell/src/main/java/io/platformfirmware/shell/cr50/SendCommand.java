// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.HexDump;
import io.platformfirmware.shell.OutputFile;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmCommandCode;
import io.platformfirmware.tpm.TpmResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code cr50:send}. */
@Service
@Command(
        scope = "cr50",
        name = "send",
        description = "Send a TPM 2.0 command and show the response.",
        detailedDescription = """
                The command is typed in hexadecimal, with spaces and colons between bytes wherever you like, or read from a \
                binary file of 4096 bytes at most: @FILE. It goes to the TPM as it is; only its size field is checked. The \
                response is shown with its code in words and all of its bytes. TPM2_Clear, TPM2_ChangeEPS and TPM2_ChangePPS \
                destroy keys for good, so they are asked about first.

                Ctrl-C gives the command up. One that waits in the queue is never sent; one that the chip executes already \
                goes on to its end, and later commands wait for that.

                Exit status:
                  0  the TPM did what the command says
                  1  the TPM answered with an error code, or this is no command
                  2  declined or cancelled
                  3  no such device or file
                  4  the device or the way to it failed, or it took too long""")
public final class SendCommand extends WordsCommand {

    private static final int MOST_SECONDS = 3600;

    @Argument(
            index = 0,
            name = "command",
            description = "The bytes in hexadecimal, or @FILE. Options may stand behind them.",
            required = true,
            multiValued = true)
    @Completion(OptionCompleter.class)
    List<String> words = List.of();

    @Option(
            name = "-t",
            aliases = "--timeout",
            description = "How many seconds to wait, 1 to 3600; by default as long as such a command may take.")
    String timeout;

    @Option(name = "-o", aliases = "--output", description = "Write the response to this file, and print none of it.")
    @Completion(FileCompleter.class)
    String output;

    @Option(name = "-f", aliases = "--force", description = "With --output: replace a file that is there already.")
    boolean force;

    @Option(name = "-y", aliases = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    List<String> words() {
        return words;
    }

    @Override
    protected int run() throws FirmwareException {
        if (force && output == null) {
            throw invalid("--force is for --output").asException();
        }
        final Optional<Duration> deadline = deadline();
        final TpmCommand command = new CommandBytes(session, operation()).read(arguments());
        final Cr50 device = device();
        final Optional<OutputFile> file =
                output == null ? Optional.empty() : Optional.of(OutputFile.of(session, output, force, operation()));
        if (!yes && destroysKeys(command) && !confirmed(command.name() + " destroys keys for good. Send it?")) {
            return declined();
        }
        final TpmResponse response = conversation(device).send(command, deadline);
        if (file.isPresent()) {
            file.get().write(response.bytes());
        }
        if (json) {
            final JsonObjectBuilder document = document(device).add("response", TpmJson.response(command, response));
            file.ifPresent(written -> document.add("file", written.path().toString()));
            print(document.build());
        } else {
            print(command, response, file);
            Hints.next(command, response.code()).ifPresent(hint -> remark("Next: ", hint));
        }
        return response.success() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    private void print(TpmCommand command, TpmResponse response, Optional<OutputFile> file) {
        final Screen screen = screen();
        final String written = file.map(one -> ", written to " + one.path()).orElse("");
        new Block()
                .add("Command", command.name() + ", " + Text.count(command.length(), "byte"))
                .add("Answer", response.code())
                .add("Response", Text.count(response.bytes().length, "byte") + written)
                .print(screen);
        if (file.isEmpty()) {
            if (!screen.plain()) {
                screen.out().println();
            }
            new HexDump(screen).print(response.bytes());
        }
    }

    private Optional<Duration> deadline() throws FirmwareException {
        if (timeout == null) {
            return Optional.empty();
        }
        final boolean number = timeout.matches("\\d{1,9}");
        if (!number || Integer.parseInt(timeout) < 1 || Integer.parseInt(timeout) > MOST_SECONDS) {
            throw invalid("--timeout " + timeout + " is not allowed: a number of seconds, 1 to " + MOST_SECONDS)
                    .asException();
        }
        return Optional.of(Duration.ofSeconds(Integer.parseInt(timeout)));
    }

    private static boolean destroysKeys(TpmCommand command) {
        return TpmCommandCode.of(command.code())
                .map(code -> switch (code) {
                    case CLEAR, CHANGE_EPS, CHANGE_PPS -> true;
                    default -> false;
                })
                .orElse(false);
    }
}
