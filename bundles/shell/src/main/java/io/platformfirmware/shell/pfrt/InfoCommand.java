// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Text;
import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code pfrt:info}. */
@Service
@Command(
        scope = "pfrt",
        name = "info",
        description = "Show what a telemetry device is set to and the counters of its log.",
        detailedDescription = """
                Asks the driver and the firmware. The settings are one for all who use the device: where another process \
                changed them, or they were set with pfrt:set --runtime, or the configuration wants something else, it says \
                so. The counters are those of the log that the device shows now.

                What can be read is shown also where the rest can not; the exit status is that of the failure.
                """ + ExitStatus.HELP)
public final class InfoCommand extends DeviceCommand {

    @Override
    protected int run() throws FirmwareException {
        final DeviceView device = DeviceView.of(devices().one(deviceId));
        final Optional<FirmwareException> failure = device.failure();
        if (device.settings().failure().isPresent() && device.log().failure().isPresent()) {
            throw failure.orElseThrow();
        }
        if (json) {
            print(FirmwareJson.document("device", device.json()));
            return failure.map(ExitStatus::of).orElse(ExitStatus.DONE);
        }
        block(device).print(screen());
        return failure.map(this::failed).orElse(ExitStatus.DONE);
    }

    private static Block block(DeviceView device) {
        final Block block = new Block()
                .add("Device", device.id())
                .add("Path", device.path())
                .add("Simulated", device.simulated() ? "yes" : "no");
        device.settings().value().ifPresent(settings -> add(block, device, settings));
        device.settings()
                .failure()
                .ifPresent(
                        e -> block.add("Settings", "not known: " + e.failure().message()));
        device.settingsFault().ifPresent(fault -> add(block, fault));
        device.log().value().ifPresent(log -> add(block, log));
        device.log()
                .failure()
                .ifPresent(e -> block.add("Log", "not known: " + e.failure().message()));
        return block;
    }

    private static void add(Block block, DeviceView device, TelemetrySettings now) {
        final TelemetryChange configured = device.configured();
        final TelemetryChange applied = device.applied();
        block.add("Level", setting(now.level(), configured.level(), applied.level()))
                .add("Type", setting(now.type(), configured.type(), applied.type()))
                .add("Revision", setting(now.revision(), boxed(configured), boxed(applied)));
    }

    private static void add(Block block, Failure fault) {
        block.add("Not in force", fault);
        fault.nextStep().ifPresent(step -> block.add("Next", step));
    }

    private static void add(Block block, LogInfo log) {
        if (!log.exists() && log.size() > 0) {
            block.add("Log", "can not be read: the firmware gives the log no address");
        } else if (!log.exists()) {
            block.add("Log", "no update yet since power on: the firmware has not given it a place");
        }
        block.add("Log size", log.size() + " of " + Text.count(log.capacity(), "byte"))
                .add("Chunk 1, older", chunk(log.chunk1()))
                .add("Chunk 2, newer", chunk(log.chunk2()))
                .add("Roll-overs", log.rolloverCount())
                .add("Resets", log.resetCount());
    }

    private static String chunk(LogChunk chunk) {
        final String size = Text.count(chunk.size(), "byte");
        return chunk.address() == 0 ? size : size + " at 0x" + Long.toHexString(chunk.address());
    }

    /** A value, and where it comes from as far as that is known. */
    private static <T> String setting(T now, Optional<T> configured, Optional<T> applied) {
        final boolean asConfigured = configured.filter(now::equals).isPresent();
        final List<String> notes = new ArrayList<>();
        if (applied.isPresent() && !applied.get().equals(now)) {
            notes.add("changed by another process; it was set to " + applied.get());
        } else if (applied.isPresent() && !asConfigured) {
            notes.add(configured.isPresent() ? "set with --runtime" : "set by this service, not configured");
        }
        configured.ifPresent(wanted -> notes.add(asConfigured ? "as configured" : "configured: " + wanted));
        return notes.isEmpty() ? now.toString() : now + " (" + String.join("; ", notes) + ")";
    }

    private static Optional<Integer> boxed(TelemetryChange change) {
        return change.revision().isPresent() ? Optional.of(change.revision().getAsInt()) : Optional.empty();
    }
}
