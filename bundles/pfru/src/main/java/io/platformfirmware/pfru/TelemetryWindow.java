// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.pfru.TelemetryDevices.Telemetry;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.update.UpdateTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the firmware writes to its log between the start and the end of an operation: its own reason for a refusal stands there. Whatever
 * becomes of the telemetry device meanwhile, the operation is not concerned: the trouble is part of the answer.
 *
 * <p>Where the start can not be told, all of the execution log is taken: the firmware empties it at each stage, so there is
 * little in it that does not belong to the operation.
 *
 * <p>Used on the owner thread of the update device, for one operation after the other.
 */
final class TelemetryWindow {

    /**
     * How long the telemetry device may hold up the operation.
     *
     * @param before it begins
     * @param after its last phase
     */
    record Bounds(Duration before, Duration after) {

        /** More than a device that is well takes. */
        static final Bounds DEFAULT = new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    private record Start(LogPosition position, Optional<Failure> trouble) {}

    private record Opened(String deviceId, Start start) {}

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryWindow.class);

    private final DeviceIdentity update;
    private final TelemetryDevices devices;
    private final Bounds bounds;
    private final BoundedCalls calls;

    private Optional<Opened> opened = Optional.empty();

    /**
     * Not open yet.
     *
     * @param update the update device
     * @param devices where its telemetry device is looked for at each operation
     * @param bounds how long it may take
     */
    TelemetryWindow(DeviceIdentity update, TelemetryDevices devices, Bounds bounds) {
        this.update = update;
        this.devices = devices;
        this.bounds = bounds;
        this.calls = BoundedCalls.named(update.id() + "-telemetry");
    }

    /** Before the first call that changes something. */
    void open() {
        opened = devices.pairedWith(update)
                .map(telemetry -> new Opened(telemetry.identity().id(), start(telemetry)));
    }

    /**
     * After the last one.
     *
     * @return what was written since {@link #open}; empty where there was no telemetry device
     */
    Optional<UpdateTelemetry> close() {
        final Optional<UpdateTelemetry> written = opened.map(this::read);
        opened = Optional.empty();
        return written;
    }

    private Start start(Telemetry telemetry) {
        try {
            return calls.call(telemetry, bounds.before(), TelemetryWindow::start);
        } catch (final FirmwareException e) {
            warn(e);
            return new Start(LogPosition.beginning(LogType.EXECUTION), Optional.of(e.failure()));
        }
    }

    /** Some platforms refuse before the first update: the log is empty then, and that is no trouble. */
    private static Start start(TelemetryService service) throws FirmwareException {
        try {
            return new Start(Objects.requireNonNull(service.position()), Optional.empty());
        } catch (final FirmwareException e) {
            if (e.reason() != FailureReason.FIRMWARE_REFUSED) {
                throw e;
            }
            return new Start(LogPosition.beginning(shown(service)), Optional.empty());
        }
    }

    /** The beginning of the log that is not shown would pass over what is written to the other one. */
    private static LogType shown(TelemetryService service) {
        try {
            return service.settings().type();
        } catch (final FirmwareException e) {
            LOG.debug("The type of the log is not told, it is the execution log unless somebody changed it", e);
            return LogType.EXECUTION;
        }
    }

    private UpdateTelemetry read(Opened from) {
        try {
            // by its id: where the provider was replaced meanwhile, the place in the log means the same to the new
            // service
            final Telemetry telemetry =
                    devices.named(from.deviceId()).orElseThrow(() -> BoundedCalls.gone(from.deviceId()));
            final List<TelemetryEvent> events = calls.call(
                    telemetry,
                    bounds.after(),
                    service -> ShortenedLog.of(
                            service.since(from.start().position()).events()));
            return new UpdateTelemetry(from.deviceId(), events, from.start().trouble());
        } catch (final FirmwareException e) {
            warn(e);
            return new UpdateTelemetry(from.deviceId(), List.of(), Optional.of(e.failure()));
        }
    }

    private void warn(FirmwareException e) {
        LOG.warn("{}: what the firmware writes can not be read: {}", update, e.getMessage());
    }
}
