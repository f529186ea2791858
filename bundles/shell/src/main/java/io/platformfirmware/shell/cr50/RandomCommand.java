// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.OutputFile;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.tpm.Cr50;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code cr50:random}. */
@Service
@Command(
        scope = "cr50",
        name = "random",
        description = "Show random bytes of the chip, or write them to a file.",
        detailedDescription = """
                The chip is asked (TPM2_GetRandom) as often as it takes. Lines have 32 bytes in hexadecimal, or 48 in Base64; \
                a narrow terminal gets shorter ones. With --output the file gets the very bytes. With --raw standard output \
                gets them, where it is no terminal: over ssh, for example.

                Exit status:
                  0  shown or written
                  1  the TPM answered with an error code, or the number is not allowed
                  2  cancelled
                  3  no such device, or no such folder
                  4  the device or the way to it failed, or the file could not be written""")
public final class RandomCommand extends ArgumentCommand {

    private static final int MOST = 65536;

    /** Characters: 32 bytes in hexadecimal, 48 in Base64. */
    private static final int LINE = 64;

    /** Characters: whole bytes in both. */
    private static final int UNIT = 4;

    @Argument(index = 0, name = "count", description = "How many bytes, 1 to 65536.", required = true)
    @Completion(OptionCompleter.class)
    String count;

    @Option(name = "--hex", description = "In hexadecimal, as without any of these options.")
    boolean hex;

    @Option(name = "--base64", description = "In Base64.")
    boolean base64;

    @Option(name = "--raw", description = "The bytes themselves; not to a terminal.")
    boolean raw;

    @Option(name = "-o", aliases = "--output", description = "Write the bytes to this file, and print none of them.")
    @Completion(FileCompleter.class)
    String output;

    @Option(name = "-f", aliases = "--force", description = "With --output: replace a file that is there already.")
    boolean force;

    @Override
    protected int run() throws FirmwareException {
        final int wanted = count(count, MOST, "bytes");
        requireOneForm();
        final Cr50 device = device();
        final Optional<OutputFile> file =
                output == null ? Optional.empty() : Optional.of(OutputFile.of(session, output, force, operation()));
        final byte[] bytes =
                conversation(device).until(() -> device.random(wanted), () -> Text.count(wanted, "random byte"));
        if (file.isPresent()) {
            write(device, bytes, file.get());
        } else if (json) {
            print(json(device, bytes).build());
        } else if (raw) {
            screen().out().write(bytes, 0, bytes.length);
            System.out.flush();
        } else {
            print(bytes);
        }
        return ExitStatus.DONE;
    }

    private void requireOneForm() throws FirmwareException {
        if (force && output == null) {
            throw invalid("--force is for --output").asException();
        }
        if (output != null && (hex || base64)) {
            throw invalid("--output gets the very bytes: --hex and --base64 do not go with it")
                    .asException();
        }
        if (Stream.of(hex, base64, raw).filter(given -> given).count() > 1) {
            throw invalid("--hex, --base64 and --raw do not go together").asException();
        }
        if (raw && output == null && json) {
            throw invalid("--raw does not go with --json").asException();
        }
        if (raw && output == null && session.getTerminal() != null) {
            throw invalid("--raw is not for a terminal, which would take the bytes for commands")
                    .next("Add -o FILE, or leave --raw out.")
                    .asException();
        }
    }

    private void write(Cr50 device, byte[] bytes, OutputFile file) throws FirmwareException {
        file.write(bytes);
        if (json) {
            print(document(device)
                    .add("file", file.path().toString())
                    .add("size", bytes.length)
                    .build());
        } else if (!screen().plain()) {
            print(device.deviceId() + ": " + Text.count(bytes.length, "random byte") + " written to " + file.path());
        }
    }

    private JsonObjectBuilder json(Cr50 device, byte[] bytes) {
        return document(device).add("size", bytes.length).add(base64 ? "base64" : "hex", text(bytes));
    }

    private void print(byte[] bytes) {
        final Screen screen = screen();
        final String text = text(bytes);
        final int length =
                screen.width() == 0 ? LINE : Math.max(UNIT, Math.min(LINE, screen.width() - screen.width() % UNIT));
        for (int at = 0; at < text.length(); at += length) {
            screen.out().println(text.substring(at, Math.min(at + length, text.length())));
        }
    }

    private String text(byte[] bytes) {
        return base64
                ? Base64.getEncoder().encodeToString(bytes)
                : HexFormat.of().formatHex(bytes);
    }
}
