// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last good settings, and what was wrong with newer ones. Safe for use by several threads. */
final class SettingsInForce {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsInForce.class);

    private final Path home;
    private volatile PfruSettings settings;
    private volatile Optional<Failure> fault = Optional.empty();

    SettingsInForce(PfruSettings settings, Path home) {
        this.settings = settings;
        this.home = home;
    }

    /** Takes new settings where they are valid; otherwise keeps the old ones and says why. */
    void change(PfruSettings.Config config) {
        try {
            settings = PfruSettings.of(config, home);
            fault = Optional.empty();
        } catch (final FirmwareException e) {
            LOG.warn("{}: {}", PfruSettings.PID, e.getMessage());
            fault = Optional.of(e.failure());
        }
    }

    PfruSettings get() {
        return settings;
    }

    Optional<Failure> fault() {
        return fault;
    }
}
