// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.update.UpdateHistory;
import io.platformfirmware.update.UpdateRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonObjectBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history as a file of JSON lines that is only ever appended to. Each line is an event: {@code pending} with the record as it
 * begins, {@code phase} when a phase begins or ends, {@code settled} with the record as it ended. A line is on the disk when
 * the call returns. A line that was torn by a crash is left as it is, and the next one begins on a line of its own.
 *
 * <p>Safe for use by several threads and processes, also through several objects of this class: each line is one append, which the
 * kernel does not mix with another.
 */
final class HistoryFile implements UpdateHistory {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);
    private static final byte NEW_LINE = '\n';

    private final Path file;
    private final RunningProcess process;

    HistoryFile(Path file, RunningProcess process) {
        this.file = file.toAbsolutePath().normalize();
        this.process = process;
    }

    @Override
    public String location() {
        return file.toString();
    }

    @Override
    public List<UpdateRecord> records() throws FirmwareException {
        return read().records();
    }

    /** Before the first byte goes to the device. */
    void pending(UpdateRecord update) throws FirmwareException {
        append(event("pending").add("record", FirmwareJson.record(update)).add("process", process.toJson()));
    }

    /** Before and after each phase. */
    void phase(String id, UpdateRecord.PhaseTime phase) throws FirmwareException {
        append(event("phase").add("id", id).add("phase", FirmwareJson.phase(phase)));
    }

    /** When the outcome is known. */
    void settled(UpdateRecord update) throws FirmwareException {
        append(event("settled").add("record", FirmwareJson.record(update)));
    }

    /** Settles what a process left pending that is gone. */
    void settleInterrupted(Clock clock) throws FirmwareException {
        for (final UpdateRecord update : read().interrupted()) {
            final UpdateRecord interrupted = interrupted(update, clock);
            LOG.warn("{} {}", update.id(), interrupted.failure().orElseThrow());
            settled(interrupted);
        }
    }

    private static UpdateRecord interrupted(UpdateRecord update, Clock clock) {
        final String reached = update.reached().map(FirmwareJson::name).orElse("its first phase");
        return update.ended(
                UpdateRecord.Outcome.INTERRUPTED,
                clock.instant(),
                Optional.of(Failure.of(
                                FailureReason.IO_ERROR,
                                FirmwareJson.name(update.operation()),
                                "the process or the machine ended during " + reached
                                        + "; how far the firmware came is not known")
                        .on(update.deviceId())
                        .next("Compare the versions that run (pfru:info) with the capsule.")));
    }

    private HistoryEvents read() throws FirmwareException {
        try {
            return HistoryEvents.of(Files.readAllBytes(file), location());
        } catch (final NoSuchFileException e) {
            return HistoryEvents.of(new byte[0], location());
        } catch (final IOException e) {
            throw unavailable("read", e);
        }
    }

    private void append(JsonObjectBuilder event) throws FirmwareException {
        final byte[] line = (event.build().toString() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            final boolean created = createFolders();
            try (FileChannel out = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                writeOnce(out, endsTorn() ? withNewLineFirst(line) : line);
                out.force(true);
            }
            if (created) {
                syncFolder();
            }
        } catch (final IOException e) {
            throw unavailable("write", e);
        }
    }

    /** True when the file is new, so that its name has to reach the disk too. */
    private boolean createFolders() throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        Files.createDirectories(file.getParent());
        return true;
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private boolean endsTorn() throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            if (in.size() == 0) {
                return false;
            }
            final ByteBuffer last = ByteBuffer.allocate(1);
            in.read(last, in.size() - 1);
            return last.get(0) != NEW_LINE;
        }
    }

    private static byte[] withNewLineFirst(byte[] line) {
        return ByteBuffer.allocate(line.length + 1).put(NEW_LINE).put(line).array();
    }

    private static void writeOnce(FileChannel out, byte[] line) throws IOException {
        final int written = out.write(ByteBuffer.wrap(line));
        if (written != line.length) {
            throw new IOException("only " + written + " of " + line.length + " bytes were written: is the disk full?");
        }
    }

    /** The message of a file system's exception is often no more than the path. */
    private static String cause(IOException e) {
        return e instanceof FileSystemException ? e.getClass().getSimpleName() + ": " + e.getMessage() : e.getMessage();
    }

    private static JsonObjectBuilder event(String name) {
        return Json.createObjectBuilder()
                .add("schemaVersion", FirmwareJson.SCHEMA_VERSION)
                .add("event", name);
    }

    private FirmwareException unavailable(String what, IOException e) {
        return new FirmwareException(
                Failure.of(
                                FailureReason.HISTORY_UNAVAILABLE,
                                what + " history",
                                "can not " + what + " " + file + ": " + cause(e))
                        .next(
                                "Nothing is done to a device without a record. Make the file writable, or name another with"
                                        + " historyFile in etc/io.platformfirmware.pfru.cfg."),
                e);
    }
}
