// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TelemetryJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.HexDump;
import io.platformfirmware.shell.LogLines;
import io.platformfirmware.shell.LogText;
import io.platformfirmware.shell.OutputFile;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Text;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.json.Json;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code pfrt:log}. */
@Service
@Command(
        scope = "pfrt",
        name = "log",
        description = "Show the log that the firmware writes when it is updated.",
        detailedDescription = """
                Prints the log oldest line first. Bytes that are not printable text are shown as their numbers, for example \
                \\x00; with --output the file gets the very bytes. For the other log than the one that the device shows, the \
                device is switched over and back.

                With --raw it is the whole buffer as it lies in memory, with what is left over from earlier logs, in \
                hexadecimal. So it is, with a warning, where the firmware describes its log in a way that makes no sense.

                Exit status:
                  0  shown or written
                  1  failed or refused
                  2  the log is empty
                  3  no such device, or no such folder
                  4  the device, its driver or the way to it failed, or the file could not be written""")
public final class LogCommand extends DeviceCommand {

    @Option(
            name = "-t",
            aliases = "--type",
            description =
                    "Which log: execution (0), of the last update; history (1), of all. By default the one that the device"
                            + " shows.")
    @Completion(
            value = StringsCompleter.class,
            values = {"execution", "history"})
    String type;

    @Option(name = "--raw", description = "The whole buffer as it lies in memory.")
    boolean raw;

    @Option(name = "-n", aliases = "--tail", description = "Only the last lines: how many.")
    String tail;

    @Option(name = "-o", aliases = "--output", description = "Write the bytes to this file, and print none of them.")
    @Completion(FileCompleter.class)
    String output;

    @Option(name = "-f", aliases = "--force", description = "With --output: replace a file that is there already.")
    boolean force;

    @Override
    protected int run() throws FirmwareException {
        final Optional<LogType> wanted = wanted();
        final OptionalInt lines = lines();
        if (force && output == null) {
            throw invalid("--force is for --output").asException();
        }
        final TelemetryService device = devices().one(deviceId);
        final Optional<OutputFile> file =
                output == null ? Optional.empty() : Optional.of(OutputFile.of(session, output, force, operation()));
        final LogSnapshot read = read(device, wanted);
        final LogSnapshot log = lines.isPresent() && read.content() == LogSnapshot.Content.TIME_ORDER
                ? last(read, lines.getAsInt())
                : read;
        log.warning().ifPresent(warning -> warn("Warning: ", device.deviceId() + ": " + warning));
        if (file.isPresent() && !log.bytes().isEmpty()) {
            write(device, log, file.get());
        } else if (json) {
            print(document(device).add("log", TelemetryJson.snapshot(log)));
        } else if (log.bytes().isEmpty()) {
            sayEmpty(device, log);
        } else {
            print(log);
        }
        return log.bytes().isEmpty() ? ExitStatus.NOTHING_DONE : ExitStatus.DONE;
    }

    private LogSnapshot read(TelemetryService device, Optional<LogType> wanted) throws FirmwareException {
        if (raw) {
            return device.rawDump(wanted);
        }
        return wanted.isPresent() ? device.snapshot(wanted.get()) : device.snapshot();
    }

    private void write(TelemetryService device, LogSnapshot log, OutputFile file) throws FirmwareException {
        file.write(log.bytes().toByteArray());
        if (json) {
            final JsonObjectBuilder document = document(device)
                    .add("file", file.path().toString())
                    .add("size", log.bytes().size())
                    .add("content", FirmwareJson.name(log.content()));
            log.warning().ifPresent(warning -> document.add("warning", warning));
            print(document);
        } else if (!screen().plain()) {
            print(device.deviceId() + ": " + Text.count(log.bytes().size(), "byte") + " of the "
                    + log.info().type() + " log written to " + file.path());
        }
    }

    private void print(LogSnapshot log) {
        final Screen screen = screen();
        final byte[] bytes = log.bytes().toByteArray();
        if (log.content() == LogSnapshot.Content.RAW) {
            new HexDump(screen).print(bytes);
            return;
        }
        final LogLines assembled = new LogLines();
        final List<String> lines = new ArrayList<>(assembled.add(log.bytes()));
        assembled.rest().ifPresent(lines::add);
        lines.forEach(line -> screen.out().println(screen.toned(LogText.tone(line), line)));
    }

    private void sayEmpty(TelemetryService device, LogSnapshot log) {
        if (!screen().plain()) {
            print(device.deviceId() + ": the " + log.info().type() + " log is empty"
                    + (log.info().exists() ? "" : ": no update yet since power on"));
        }
    }

    private void print(JsonObjectBuilder document) {
        print(document.build());
    }

    private static JsonObjectBuilder document(TelemetryService device) {
        return Json.createObjectBuilder(FirmwareJson.document("deviceId", Json.createValue(device.deviceId())));
    }

    private static LogSnapshot last(LogSnapshot log, int lines) {
        return new LogSnapshot(log.info(), log.content(), log.warning(), last(log.bytes(), lines));
    }

    private static LogBytes last(LogBytes log, int lines) {
        final byte[] bytes = log.toByteArray();
        int left = lines;
        // the last byte ends the last line and no earlier one
        for (int i = bytes.length - 2; i >= 0; i--) {
            if (bytes[i] == '\n') {
                left--;
                if (left == 0) {
                    return log.last(bytes.length - 1 - i);
                }
            }
        }
        return log;
    }

    private Optional<LogType> wanted() throws FirmwareException {
        final Optional<LogType> wanted = Optional.ofNullable(type).flatMap(LogType::parse);
        if (type != null && wanted.isEmpty()) {
            throw invalid("--type " + type + " is not allowed: " + LogType.ALLOWED)
                    .asException();
        }
        return wanted;
    }

    private OptionalInt lines() throws FirmwareException {
        if (tail == null) {
            return OptionalInt.empty();
        }
        if (raw) {
            throw invalid("--tail counts lines, and --raw has none").asException();
        }
        if (!tail.matches("0*[1-9]\\d{0,8}")) {
            throw invalid("--tail " + tail + " is not allowed: a number of lines, 1 and up")
                    .asException();
        }
        return OptionalInt.of(Integer.parseInt(tail));
    }
}
