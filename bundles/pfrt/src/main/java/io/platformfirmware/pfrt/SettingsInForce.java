// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last good settings, and what was wrong with newer ones. Safe for use by several threads. */
final class SettingsInForce {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsInForce.class);

    private volatile PfrtSettings settings = PfrtSettings.DEFAULTS;
    private volatile Optional<Failure> fault = Optional.empty();

    /** Takes new settings where they are valid, and says whether they are; otherwise keeps the old ones and says why. */
    boolean change(PfrtSettings.Config config) {
        try {
            settings = PfrtSettings.of(config);
            fault = Optional.empty();
            return true;
        } catch (final FirmwareException e) {
            LOG.warn("{}: {}", PfrtSettings.PID, e.getMessage());
            fault = Optional.of(e.failure());
            return false;
        }
    }

    PfrtSettings get() {
        return settings;
    }

    Optional<Failure> fault() {
        return fault;
    }
}
