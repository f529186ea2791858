// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The settings of one PID as Configuration Admin keeps them: they survive a restart and hold for all devices. */
public final class StoredSettings {

    /** For whichever bundle reads it, not for the one that writes it first. */
    private static final String ANY_LOCATION = "?";

    private final ConfigurationAdmin admin;
    private final String pid;
    private final String operation;

    private StoredSettings(ConfigurationAdmin admin, String pid, String operation) {
        this.admin = admin;
        this.pid = pid;
        this.operation = operation;
    }

    /**
     * The settings of a PID.
     *
     * @param admins what Karaf found
     * @param pid whose settings
     * @param operation the command
     * @return the settings
     * @throws FirmwareException {@code IO_ERROR} when Configuration Admin is not there
     */
    public static StoredSettings of(List<ConfigurationAdmin> admins, String pid, String operation)
            throws FirmwareException {
        return admins.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(admin -> new StoredSettings(admin, pid, operation))
                .orElseThrow(() -> Failure.of(
                                FailureReason.IO_ERROR, operation, "the service Configuration Admin is not there")
                        .next("Start the bundle org.apache.felix.configadmin.")
                        .asException());
    }

    /**
     * The settings of each configuration of a factory PID.
     *
     * @param admins what Karaf found
     * @param factoryPid whose settings
     * @param operation the command
     * @return one for each configuration
     * @throws FirmwareException {@code IO_ERROR} when Configuration Admin is not there, or can not list them
     */
    public static List<StoredSettings> ofFactory(List<ConfigurationAdmin> admins, String factoryPid, String operation)
            throws FirmwareException {
        final StoredSettings any = of(admins, factoryPid, operation);
        try {
            final Configuration[] found =
                    any.admin.listConfigurations("(" + ConfigurationAdmin.SERVICE_FACTORYPID + "=" + factoryPid + ")");
            return found == null
                    ? List.of()
                    : Arrays.stream(found)
                            .map(one -> new StoredSettings(any.admin, one.getPid(), operation))
                            .toList();
        } catch (final IOException e) {
            throw any.failed("read", e);
        } catch (final InvalidSyntaxException e) {
            throw new AssertionError("a PID", e);
        }
    }

    /**
     * One setting.
     *
     * @param key its key
     * @return its value as it is stored; empty when there is none
     * @throws FirmwareException {@code IO_ERROR} when it can not be read
     */
    public Optional<String> value(String key) throws FirmwareException {
        final Dictionary<String, Object> properties = configuration().getProperties();
        return Optional.ofNullable(properties)
                .map(known -> known.get(key))
                .map(Object::toString)
                .filter(value -> !value.isBlank());
    }

    /**
     * Changes settings in one go and leaves the others as they are.
     *
     * @param changes the new value of each key; empty removes the key
     * @throws FirmwareException {@code IO_ERROR} when they can not be written
     */
    public void change(Map<String, Optional<String>> changes) throws FirmwareException {
        final Configuration configuration = configuration();
        final Dictionary<String, Object> known = configuration.getProperties();
        final Dictionary<String, Object> properties = known == null ? new Hashtable<>() : known;
        // as text, which is what a line in etc/<PID>.cfg comes to
        changes.forEach(
                (key, value) -> value.ifPresentOrElse(text -> properties.put(key, text), () -> properties.remove(key)));
        try {
            configuration.update(properties);
        } catch (final IOException e) {
            throw failed("written", e);
        }
    }

    /**
     * What to say when devices did not get there in time.
     *
     * @param stored what is stored now, for example {@code "revision 2 is stored"}
     * @param states what each device has instead
     * @param faults why, as far as the devices know
     * @return the failure
     */
    public Failure notInForce(String stored, Collection<String> states, Collection<Failure> faults) {
        return Failure.of(
                        FailureReason.IO_ERROR,
                        operation,
                        stored + ", but it is not in force on every device: " + String.join(", ", states))
                .likely(faults.stream().map(Failure::toString).distinct().toArray(String[]::new));
    }

    private Configuration configuration() throws FirmwareException {
        try {
            return admin.getConfiguration(pid, ANY_LOCATION);
        } catch (final IOException e) {
            throw failed("read", e);
        }
    }

    private FirmwareException failed(String participle, IOException e) {
        return new FirmwareException(
                Failure.of(
                        FailureReason.IO_ERROR,
                        operation,
                        "the configuration " + pid + " can not be " + participle + ": " + e.getMessage()),
                e);
    }
}
