// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Patience;
import io.platformfirmware.shell.StoredSettings;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.service.cm.ConfigurationAdmin;

/** {@code pfrt:set}. */
@Service
@Command(
        scope = "pfrt",
        name = "set",
        description = "Set how much the firmware logs, which log the devices show, and the revision.",
        detailedDescription = """
                Stores the values in the configuration io.platformfirmware.pfrt (keys logLevel, logType, logRevision), which \
                survives a restart and holds for all devices, also for those that appear later; then waits until the \
                devices have them. The value unset removes the key: what the devices have then is left alone.

                With --runtime nothing is stored: the device keeps the values until they are changed again, or the level \
                until the firmware forgets it, type and revision until the driver is unloaded. The device is named where \
                there are several; all sets every one of them.

                The settings are one for all who use the device, also for other processes.
                """ + ExitStatus.HELP)
public final class SetCommand extends DeviceCommand {

    /** In place of a device. */
    private static final String ALL = "all";

    @Option(
            name = "-l",
            aliases = "--level",
            description =
                    "How much the firmware writes to its log: error (0), warning (1), info (2), verbose (4), or unset.")
    @Completion(
            value = StringsCompleter.class,
            values = {"error", "warning", "info", "verbose", Wanted.UNSET})
    String level;

    @Option(
            name = "-t",
            aliases = "--type",
            description =
                    "Which log the device shows: execution (0), of the last update; history (1), of all; or unset.")
    @Completion(
            value = StringsCompleter.class,
            values = {"execution", "history", Wanted.UNSET})
    String type;

    @Option(name = "--revision", description = "The revision of the telemetry interface: 1, 2, or unset.")
    @Completion(
            value = StringsCompleter.class,
            values = {"1", "2", Wanted.UNSET})
    String revision;

    @Option(name = "--runtime", description = "Set the device that is named, or all; store nothing.")
    boolean runtime;

    @Reference
    private List<ConfigurationAdmin> configurationAdmins;

    /** How long the devices may take; a test has its own. */
    Patience patience = Patience.SECONDS;

    @Override
    protected int run() throws FirmwareException {
        final Wanted wanted = Wanted.of(level, type, revision, operation());
        if (wanted.isEmpty()) {
            throw invalid("nothing to set")
                    .next("Name at least one of --level, --type and --revision; pfrt:info shows what is set now.")
                    .asException();
        }
        return runtime ? apply(wanted) : store(wanted);
    }

    private int apply(Wanted wanted) throws FirmwareException {
        if (!wanted.unset().isEmpty()) {
            throw invalid(Wanted.UNSET + " is for the configuration: a device is always set to something")
                    .next("Name a value, or leave --runtime out.")
                    .asException();
        }
        if (!ALL.equals(deviceId)) {
            final TelemetryService device = devices().one(deviceId);
            device.apply(wanted.change());
            return show(List.of(DeviceView.of(device)));
        }
        final List<DeviceView> views = new ArrayList<>();
        for (final TelemetryService device : devices().meant(null)) {
            // one that refuses is no reason to leave out the others
            views.add(DeviceView.of(device, DeviceView.Answer.to(() -> device.apply(wanted.change()))));
        }
        final int shown = show(views);
        final List<FirmwareException> failures = views.stream()
                .flatMap(view -> view.settings().failure().stream())
                .toList();
        if (!json) {
            failures.forEach(this::failed);
        }
        return failures.stream().findFirst().map(ExitStatus::of).orElse(shown);
    }

    private int store(Wanted wanted) throws FirmwareException {
        if (deviceId != null && !ALL.equals(deviceId)) {
            throw invalid("the configuration holds for all devices, so naming " + deviceId + " does not go with it")
                    .next("Add --runtime to set one device without storing anything.")
                    .asException();
        }
        settings().change(wanted.stored());
        final List<TelemetryService> devices = devices().all();
        final boolean inForce =
                patience.until(() -> devices.stream().allMatch(device -> isInForce(wanted, device)), operation());
        if (!inForce) {
            throw notInForce(wanted, devices).asException();
        }
        return show(devices.stream().map(DeviceView::of).toList());
    }

    private static boolean isInForce(Wanted wanted, TelemetryService device) {
        try {
            return device.settingsFault().isEmpty() && wanted.isInForce(device.configured(), device.settings());
        } catch (final FirmwareException e) {
            // it may answer the next time; when it does not, that is told then
            return false;
        }
    }

    private Failure notInForce(Wanted wanted, List<TelemetryService> devices) throws FirmwareException {
        final List<String> states = new ArrayList<>();
        final List<Failure> faults = new ArrayList<>();
        for (final TelemetryService device : devices) {
            final DeviceView view = DeviceView.of(device);
            states.add(view.id() + " has "
                    + view.settings().value().map(Object::toString).orElse("settings that are not known"));
            view.settingsFault().ifPresent(faults::add);
            view.settings().failure().ifPresent(e -> faults.add(e.failure()));
        }
        return settings()
                .notInForce(wanted.sentence(), states, faults)
                .next("It is tried again; pfrt:info shows when it is in force, and the log says more (log:display).");
    }

    private int show(List<DeviceView> devices) throws FirmwareException {
        final Map<String, Optional<String>> stored = stored();
        if (json) {
            print(json(devices, stored));
        } else if (devices.isEmpty() && !screen().plain()) {
            print("There is no device now; configured for those that appear: " + text(stored));
        } else {
            final Table table = new Table()
                    .text("ID")
                    .text("Level")
                    .text("Type")
                    .number("Revision")
                    .text("Configured");
            devices.forEach(device -> table.row(
                    device.id(),
                    setting(device, TelemetrySettings::level),
                    setting(device, TelemetrySettings::type),
                    setting(device, TelemetrySettings::revision),
                    device.configured().isEmpty() ? Text.NONE : device.configured()));
            table.print(screen());
        }
        return ExitStatus.DONE;
    }

    private static String setting(DeviceView device, Function<TelemetrySettings, Object> of) {
        return device.settings().value().map(of).map(Object::toString).orElse(Text.NONE);
    }

    private static JsonObject json(List<DeviceView> devices, Map<String, Optional<String>> stored) {
        final JsonObjectBuilder configured = Json.createObjectBuilder();
        stored.forEach((key, value) -> value.ifPresent(text -> configured.add(key, text)));
        return Json.createObjectBuilder(FirmwareJson.document("devices", FirmwareJson.array(devices, DeviceView::json)))
                .add("stored", configured)
                .build();
    }

    private static String text(Map<String, Optional<String>> stored) {
        final List<String> parts = new ArrayList<>();
        stored.forEach((key, value) -> value.ifPresent(text -> parts.add(key + " " + text)));
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private Map<String, Optional<String>> stored() throws FirmwareException {
        final Map<String, Optional<String>> stored = new LinkedHashMap<>();
        for (final String key : List.of(Wanted.LEVEL, Wanted.TYPE, Wanted.REVISION)) {
            stored.put(key, settings().value(key));
        }
        return stored;
    }

    private StoredSettings settings() throws FirmwareException {
        return StoredSettings.of(configurationAdmins, Wanted.PID, operation());
    }
}
