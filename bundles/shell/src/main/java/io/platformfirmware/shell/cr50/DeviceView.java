// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.LinkStatistics;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;

/**
 * What there is to say of a device at one moment, without asking the chip.
 *
 * @param id its short name
 * @param path its node
 * @param simulated whether it is emulated
 * @param state how the link stands
 * @param statistics what was counted
 * @param rngQuality bits of entropy in 1024 bits
 * @param settingsFault why settings are not in force
 */
record DeviceView(
        String id,
        String path,
        boolean simulated,
        LinkState state,
        LinkStatistics statistics,
        int rngQuality,
        Optional<Failure> settingsFault) {

    static DeviceView of(Cr50 device) {
        return new DeviceView(
                device.deviceId(),
                device.devicePath(),
                device.simulated(),
                device.state(),
                device.statistics(),
                device.rngQuality(),
                device.settingsFault());
    }

    /** With the counters: what a table has no room for. */
    JsonObject json() {
        return builder().add("statistics", TpmJson.statistics(statistics)).build();
    }

    JsonObjectBuilder builder() {
        final JsonObjectBuilder out = Json.createObjectBuilder()
                .add("id", id)
                .add("path", path)
                .add("simulated", simulated)
                .add("state", TpmJson.state(state))
                .add("rngQuality", rngQuality);
        settingsFault.ifPresent(fault -> out.add("settingsFault", FirmwareJson.failure(fault)));
        return out;
    }
}
