// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one device is set to: brings it there, reads it back, and tries again where the device did not take it. Used on the owner
 * thread of the device; what it has set and what went wrong is published for readers.
 */
final class DeviceSettings {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceSettings.class);

    /** How long until a device that did not take the configuration is tried again; twice as long each time. */
    static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final DeviceIdentity identity;
    private final CharDevice device;
    private final PfrtFailures failures;
    private final SettingsInForce settings;
    private final OwnerThread owner;
    private final Duration firstRetry;

    private TelemetryChange configured = TelemetryChange.NOTHING;
    private Duration retryAfter;
    private Optional<Future<?>> retry = Optional.empty();
    private volatile TelemetryChange applied = TelemetryChange.NOTHING;
    private volatile Optional<Failure> refusal = Optional.empty();

    DeviceSettings(
            DeviceIdentity identity,
            CharDevice device,
            PfrtFailures failures,
            SettingsInForce settings,
            OwnerThread owner,
            Duration firstRetry) {
        this.identity = identity;
        this.device = device;
        this.failures = failures;
        this.settings = settings;
        this.owner = owner;
        this.firstRetry = firstRetry;
        this.retryAfter = firstRetry;
    }

    /** What was set last, by configuration or by a call. */
    TelemetryChange applied() {
        return applied;
    }

    Optional<Failure> fault() {
        return settings.fault().or(() -> refusal);
    }

    /**
     * The configuration was stored, maybe as it was before: it goes to the device, over what a call or another process has set there
     * since.
     */
    void configure() {
        configured = settings.get().wanted();
        retryAfter = firstRetry;
        bringIntoForce();
    }

    /** Sets what a caller wants. */
    TelemetrySettings set(TelemetryChange change) throws FirmwareException {
        try (PfrtChannel channel = PfrtChannel.openLocked(device, failures)) {
            set(channel, change);
            try {
                return channel.settings();
            } catch (final FirmwareException e) {
                throw withState(e, state(channel, change));
            }
        }
    }

    /** Nothing is tried again any more. */
    void close() {
        retry.ifPresent(task -> task.cancel(false));
    }

    private void bringIntoForce() {
        close();
        if (configured.isEmpty()) {
            refusal = Optional.empty();
            return;
        }
        try (PfrtChannel channel = PfrtChannel.openLocked(device, failures)) {
            set(channel, configured);
            LOG.info("{}: set to {}", identity, configured);
            refusal = Optional.empty();
        } catch (final FirmwareException e) {
            if (refusal.isEmpty()) {
                LOG.warn("{}: the settings are not in force, which is tried again: {}", identity, e.getMessage());
            }
            refusal = Optional.of(e.failure());
            retry = owner.after(retryAfter, this::bringIntoForce);
            retryAfter = retryAfter.multipliedBy(2).compareTo(LONGEST_RETRY) < 0
                    ? retryAfter.multipliedBy(2)
                    : LONGEST_RETRY;
        }
    }

    private void set(PfrtChannel channel, TelemetryChange change) throws FirmwareException {
        try {
            channel.set(change);
        } catch (final FirmwareException e) {
            // the driver stores the revision before it asks the firmware for the level, and the type only afterwards
            throw withState(e, state(channel, change));
        }
        final TelemetryChange now = channel.known();
        if (!note(change, now).equals(change)) {
            if (now.level().isEmpty()) {
                // the firmware took it and does not tell it: who finds it there later has not met another process
                change.level().ifPresent(level -> applied = applied.then(TelemetryChange.of(level)));
            }
            // the driver answers with success also where it leaves a field alone
            throw failures.ignored(change, now);
        }
    }

    /** What came of a change that failed, for a person. */
    private String state(PfrtChannel channel, TelemetryChange change) {
        try {
            final TelemetryChange now = channel.known();
            note(change, now);
            return "it is at " + now;
        } catch (final FirmwareException e) {
            LOG.debug("{}: no settings after {} failed", identity, change, e);
            return "what it is at now could not be read";
        }
    }

    /** Notes as applied what of a change is in force, and returns it. */
    private TelemetryChange note(TelemetryChange change, TelemetryChange now) {
        final TelemetryChange done = new TelemetryChange(
                change.level().filter(level -> now.level().filter(level::equals).isPresent()),
                change.type().filter(type -> now.type().filter(type::equals).isPresent()),
                change.revision().equals(now.revision()) ? now.revision() : OptionalInt.empty());
        applied = applied.then(done);
        return done;
    }

    private static FirmwareException withState(FirmwareException e, String state) {
        final Failure failure = e.failure();
        return new FirmwareException(
                new Failure(
                        failure.reason(),
                        failure.deviceId(),
                        failure.operation(),
                        failure.message() + "; " + state,
                        failure.systemError(),
                        failure.likelyCauses(),
                        failure.nextStep()),
                e);
    }
}
