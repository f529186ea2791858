// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Text;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import java.util.Optional;
import java.util.OptionalInt;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;

/**
 * What there is to say of a device at one moment.
 *
 * @param id its short name
 * @param path its node
 * @param simulated whether it is emulated
 * @param state what is known of the capsule in it
 * @param revision set last by the service
 * @param settingsFault why settings are not in force
 * @param kernelDiagnostics whether Linux's driver is listened to
 * @param kernelDiagnosticsFault why it can not be
 * @param capability what its firmware says; empty when it did not answer
 * @param failure why it did not answer
 * @param newest its newest record in the history
 */
record DeviceView(
        String id,
        String path,
        boolean simulated,
        UpdateState state,
        OptionalInt revision,
        Optional<Failure> settingsFault,
        boolean kernelDiagnostics,
        Optional<Failure> kernelDiagnosticsFault,
        Optional<UpdateCapability> capability,
        Optional<Failure> failure,
        Optional<UpdateRecord> newest) {

    static DeviceView of(FirmwareUpdateService device, Optional<UpdateRecord> newest) {
        Optional<UpdateCapability> capability = Optional.empty();
        Optional<Failure> failure = Optional.empty();
        try {
            capability = Optional.of(device.capability());
        } catch (final FirmwareException e) {
            failure = Optional.of(e.failure());
        }
        return new DeviceView(
                device.deviceId(),
                device.devicePath(),
                device.simulated(),
                device.state(),
                device.revision(),
                device.settingsFault(),
                device.kernelDiagnostics(),
                device.kernelDiagnosticsFault(),
                capability,
                failure,
                newest);
    }

    JsonObject json() {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("id", id)
                .add("path", path)
                .add("simulated", simulated)
                .add("state", FirmwareJson.state(state));
        revision.ifPresent(value -> out.add("revision", value));
        settingsFault.ifPresent(value -> out.add("settingsFault", FirmwareJson.failure(value)));
        out.add("kernelDiagnostics", kernelDiagnostics);
        kernelDiagnosticsFault.ifPresent(value -> out.add("kernelDiagnosticsFault", FirmwareJson.failure(value)));
        capability.ifPresent(value -> out.add("capability", FirmwareJson.capability(value)));
        failure.ifPresent(value -> out.add("error", FirmwareJson.failure(value)));
        newest.ifPresent(value -> out.add("lastRecord", FirmwareJson.record(value)));
        return out.build();
    }

    static String text(UpdateRecord update) {
        return Text.time(update.startedAt()) + " " + Text.words(update.operation()) + " "
                + Text.words(update.outcome());
    }
}
