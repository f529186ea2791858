// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Patience;
import io.platformfirmware.shell.StoredSettings;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.update.FirmwareUpdateService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.json.Json;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.service.cm.ConfigurationAdmin;

/** {@code pfru:revision}. */
@Service
@Command(
        scope = "pfru",
        name = "revision",
        description = "Show or set the revision of the update interface.",
        detailedDescription = """
                Without a number: the revision that this service set last on each device, and the configured one. The driver \
                has no call to read it back.

                With a number: stores it as the key revision of the configuration io.platformfirmware.pfru, which survives a \
                restart and holds for all devices, also for those that appear later; then waits until the devices have it. \
                With --runtime nothing is stored: the device keeps the revision until its driver is unloaded or the \
                configuration is applied again.
                """ + ExitStatus.HELP)
public final class RevisionCommand extends DeviceCommand {

    static final String PID = "io.platformfirmware.pfru";
    static final String REVISION = "revision";

    @Argument(index = 0, name = "revision", description = "The revision to set: 1 or 2.")
    @Completion(
            value = StringsCompleter.class,
            values = {"1", "2"})
    String revision;

    @Option(name = "--runtime", description = "Set the devices only, or with --device one of them; store nothing.")
    boolean runtime;

    @Reference
    private List<ConfigurationAdmin> configurationAdmins;

    /** How long the devices may take; a test has its own. */
    Patience patience = Patience.SECONDS;

    @Override
    protected int run() throws FirmwareException {
        if (revision == null) {
            if (runtime) {
                throw invalid("--runtime is for setting a revision").asException();
            }
            return show(deviceId == null ? devices().all() : devices().meant(deviceId));
        }
        final int wanted = wanted();
        if (!runtime) {
            if (deviceId != null) {
                throw invalid("the configuration holds for all devices, so --device does not go with it")
                        .next("Add --runtime to set one device without storing anything.")
                        .asException();
            }
            return store(wanted);
        }
        final List<FirmwareUpdateService> devices = devices().meant(deviceId);
        for (final FirmwareUpdateService device : devices) {
            device.setRevision(wanted);
        }
        return show(devices);
    }

    private int wanted() throws FirmwareException {
        return switch (revision) {
            case "1" -> 1;
            case "2" -> 2;
            default ->
                throw invalid("there is no revision " + revision + "; the allowed values are 1 and 2")
                        .asException();
        };
    }

    private int store(int wanted) throws FirmwareException {
        settings().change(Map.of(REVISION, Optional.of(Integer.toString(wanted))));
        final List<FirmwareUpdateService> devices = devices().all();
        final OptionalInt expected = OptionalInt.of(wanted);
        final boolean inForce = patience.until(
                () -> devices.stream().allMatch(device -> device.revision().equals(expected)), operation());
        if (!inForce) {
            throw notInForce(wanted, devices).asException();
        }
        return show(devices);
    }

    private Failure notInForce(int wanted, List<FirmwareUpdateService> devices) throws FirmwareException {
        return settings()
                .notInForce(
                        "revision " + wanted + " is stored",
                        devices.stream()
                                .map(device -> device.deviceId() + " has " + text(device.revision()))
                                .toList(),
                        devices.stream()
                                .flatMap(device -> device.settingsFault().stream())
                                .toList())
                .next("It is applied with the next operation on the device; the log says more (log:display).");
    }

    private int show(List<FirmwareUpdateService> devices) throws FirmwareException {
        final Optional<String> configured = settings().value(REVISION);
        if (json) {
            print(json(devices, configured));
        } else if (devices.isEmpty() && !screen().plain()) {
            print("There is no device now; configured for those that appear: " + configured.orElse(Text.NONE));
        } else {
            final Table table = new Table().text("ID").number("Revision").number("Configured");
            devices.forEach(
                    device -> table.row(device.deviceId(), text(device.revision()), configured.orElse(Text.NONE)));
            table.print(screen());
            devices.forEach(
                    device -> device.settingsFault().ifPresent(fault -> remark("Not in force: ", fault.toString())));
        }
        return ExitStatus.DONE;
    }

    private static JsonObject json(List<FirmwareUpdateService> devices, Optional<String> configured) {
        final JsonArrayBuilder array = Json.createArrayBuilder();
        for (final FirmwareUpdateService device : devices) {
            final JsonObjectBuilder object = Json.createObjectBuilder().add("id", device.deviceId());
            device.revision().ifPresent(value -> object.add("revision", value));
            device.settingsFault().ifPresent(fault -> object.add("settingsFault", FirmwareJson.failure(fault)));
            array.add(object);
        }
        final JsonObjectBuilder document = Json.createObjectBuilder(FirmwareJson.document("devices", array.build()));
        configured.ifPresent(value -> document.add("configured", value));
        return document.build();
    }

    private StoredSettings settings() throws FirmwareException {
        return StoredSettings.of(configurationAdmins, PID, operation());
    }

    private static String text(OptionalInt revision) {
        return revision.isPresent() ? Integer.toString(revision.getAsInt()) : Text.NONE;
    }
}
