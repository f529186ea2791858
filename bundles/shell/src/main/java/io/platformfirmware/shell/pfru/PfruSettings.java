// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The configuration of the firmware update service. */
final class PfruSettings {

    static final String PID = "io.platformfirmware.pfru";
    static final String REVISION = "revision";

    /** For whichever bundle reads it, not for the one that writes it first. */
    private static final String ANY_LOCATION = "?";

    private final ConfigurationAdmin admin;
    private final String operation;

    private PfruSettings(ConfigurationAdmin admin, String operation) {
        this.admin = admin;
        this.operation = operation;
    }

    static PfruSettings of(List<ConfigurationAdmin> admins, String operation) throws FirmwareException {
        return admins.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(admin -> new PfruSettings(admin, operation))
                .orElseThrow(() -> Failure.of(
                                FailureReason.IO_ERROR, operation, "the service Configuration Admin is not there")
                        .next("Start the bundle org.apache.felix.configadmin.")
                        .asException());
    }

    Optional<String> revision() throws FirmwareException {
        final Dictionary<String, Object> properties = configuration().getProperties();
        return Optional.ofNullable(properties)
                .map(known -> known.get(REVISION))
                .map(Object::toString)
                .filter(value -> !value.isBlank());
    }

    void setRevision(int revision) throws FirmwareException {
        final Configuration configuration = configuration();
        final Dictionary<String, Object> known = configuration.getProperties();
        final Dictionary<String, Object> properties = known == null ? new Hashtable<>() : known;
        // as text, which is what a line in etc/io.platformfirmware.pfru.cfg comes to
        properties.put(REVISION, Integer.toString(revision));
        try {
            configuration.update(properties);
        } catch (final IOException e) {
            throw failed("written", e);
        }
    }

    private Configuration configuration() throws FirmwareException {
        try {
            return admin.getConfiguration(PID, ANY_LOCATION);
        } catch (final IOException e) {
            throw failed("read", e);
        }
    }

    private FirmwareException failed(String participle, IOException e) {
        return new FirmwareException(
                Failure.of(
                        FailureReason.IO_ERROR,
                        operation,
                        "the configuration " + PID + " can not be " + participle + ": " + e.getMessage()),
                e);
    }
}
