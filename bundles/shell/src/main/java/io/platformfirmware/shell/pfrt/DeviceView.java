// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TelemetryJson;
import io.platformfirmware.shell.Text;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;

/**
 * What there is to say of a device at one moment.
 *
 * @param id its short name
 * @param path its node
 * @param simulated whether it is emulated
 * @param settings what it is set to
 * @param configured what Configuration Admin wants
 * @param applied what the service has set it to
 * @param settingsFault why settings are not in force
 * @param log the counters of its log
 */
record DeviceView(
        String id,
        String path,
        boolean simulated,
        Answer<TelemetrySettings> settings,
        TelemetryChange configured,
        TelemetryChange applied,
        Optional<Failure> settingsFault,
        Answer<LogInfo> log) {

    /**
     * What a device answered: one of the two.
     *
     * @param value the answer
     * @param failure why there is none
     */
    record Answer<T>(Optional<T> value, Optional<FirmwareException> failure) {

        /** A question to a device. */
        @FunctionalInterface
        interface Question<T> {
            T ask() throws FirmwareException;
        }

        static <T> Answer<T> to(Question<T> question) {
            try {
                return new Answer<>(Optional.of(question.ask()), Optional.empty());
            } catch (final FirmwareException e) {
                return new Answer<>(Optional.empty(), Optional.of(e));
            }
        }
    }

    static DeviceView of(TelemetryService device) {
        return of(device, Answer.to(device::settings));
    }

    /** With settings that are known already. */
    static DeviceView of(TelemetryService device, Answer<TelemetrySettings> settings) {
        return new DeviceView(
                device.deviceId(),
                device.devicePath(),
                device.simulated(),
                settings,
                device.configured(),
                device.applied(),
                device.settingsFault(),
                Answer.to(device::info));
    }

    /** The first failure, of the two questions. */
    Optional<FirmwareException> failure() {
        return settings.failure().or(log::failure);
    }

    /** The state of a device in short. */
    String state() {
        if (settings.failure().isPresent()) {
            return reason("no answer", settings.failure().get());
        }
        if (log.failure().isPresent()) {
            return reason("no log", log.failure().get());
        }
        if (settingsFault.isPresent()) {
            return "settings not in force";
        }
        final TelemetrySettings now = settings.value().orElseThrow();
        if (!applied.missingFrom(now).isEmpty()) {
            return "changed by another process";
        }
        if (!configured.missingFrom(now).isEmpty()) {
            return "set with --runtime";
        }
        final LogInfo info = log.value().orElseThrow();
        if (info.exists()) {
            return "ready";
        }
        return info.size() > 0 ? "no log: no address" : "no update yet";
    }

    private static String reason(String what, FirmwareException failure) {
        return failure.reason() == FailureReason.DEVICE_BUSY ? "busy" : what + ": " + Text.words(failure.reason());
    }

    JsonObject json() {
        final JsonObjectBuilder out =
                Json.createObjectBuilder().add("id", id).add("path", path).add("simulated", simulated);
        settings.value().ifPresent(value -> out.add("settings", TelemetryJson.settings(value)));
        settings.failure().ifPresent(e -> out.add("settingsError", FirmwareJson.failure(e.failure())));
        out.add("configured", TelemetryJson.change(configured)).add("applied", TelemetryJson.change(applied));
        settingsFault.ifPresent(fault -> out.add("settingsFault", FirmwareJson.failure(fault)));
        log.value().ifPresent(value -> out.add("log", TelemetryJson.info(value)));
        log.failure().ifPresent(e -> out.add("logError", FirmwareJson.failure(e.failure())));
        return out.build();
    }
}
