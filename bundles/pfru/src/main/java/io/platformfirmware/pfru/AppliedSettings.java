// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import java.util.Optional;
import java.util.OptionalInt;

/** What of the settings one device has taken. Written on the owner thread of the device, read by anybody. */
final class AppliedSettings {

    private final SettingsInForce settings;
    private volatile OptionalInt revision = OptionalInt.empty();
    private volatile Optional<Failure> refusal = Optional.empty();

    AppliedSettings(SettingsInForce settings) {
        this.settings = settings;
    }

    /** Whether the settings want anything of a device; without it none is touched. */
    boolean areWanted() {
        return settings.get().revision().isPresent();
    }

    /** Brings the settings in force to the device. Others may have changed it since, and it can not be asked. */
    void apply(PfruChannel channel) throws FirmwareException {
        final OptionalInt wanted = settings.get().revision();
        if (wanted.isPresent()) {
            setRevision(channel, wanted.getAsInt());
        }
        refusal = Optional.empty();
    }

    void setRevision(PfruChannel channel, int value) throws FirmwareException {
        channel.setRevision(value);
        revision = OptionalInt.of(value);
    }

    /** The device did not take them. */
    void refused(Failure why) {
        refusal = Optional.of(why);
    }

    /** Nothing is wanted, so nothing can be refused. */
    void clear() {
        refusal = Optional.empty();
    }

    OptionalInt revision() {
        return revision;
    }

    Optional<Failure> fault() {
        return settings.fault().or(() -> refusal);
    }
}
