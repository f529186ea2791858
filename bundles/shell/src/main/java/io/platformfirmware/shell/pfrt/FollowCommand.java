// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.LiveDevices;
import io.platformfirmware.telemetry.TelemetryListener;
import io.platformfirmware.telemetry.TelemetryService;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** {@code pfrt:follow}. */
@Service
@Command(
        scope = "pfrt",
        name = "follow",
        description = "Show what the firmware writes to its log, as it writes it. Ctrl-C ends it.",
        detailedDescription = """
                Without a device it follows all of them, also those that come later, and waits where there is none. It goes on \
                when a device or the service is stopped and started, and misses nothing meanwhile that the firmware did not \
                overwrite. Lines with dashes are not the firmware's: they tell where bytes are missing, the log was emptied \
                or changed over, or can not be read.

                With --json one document for each thing that happens, on a line of its own; with --no-format rows of device, \
                kind (line, gap, reset, type-change, unreadable, came or gone) and text. All of it goes through a pipe as it \
                happens.

                Exit status:
                  0  ended by Ctrl-C, or because nobody reads what it prints
                  4  the commands themselves were stopped""")
public final class FollowCommand extends DeviceCommand {

    @Option(name = "--from-start", description = "Show first what is in the log already.")
    boolean fromStart;

    /** How long to wait for more before the start of a line is shown; a test has its own. */
    Duration tick = Duration.ofMillis(500);

    @Reference
    private BundleContext context;

    @Override
    protected int run() throws FirmwareException {
        final LiveDevices<TelemetryService> devices = new LiveDevices<>(context, TelemetryService.class);
        final Predicate<String> followed = id -> deviceId == null || deviceId.equals(id);
        final Set<String> present = new LinkedHashSet<>(devices.ids());
        present.removeIf(followed.negate());
        remark("", devices.announce(present, deviceId, "telemetry device"));
        final Following following = new Following(devices, fromStart);
        final FollowView view = json ? new FollowJson(System.out) : new FollowText(screen(), present);
        // what goes to standard output is seen when the console is flushed behind it, which Karaf does at the end only
        final FollowPrinter printer = new FollowPrinter(
                following, view, devices, followed, present, List.of(System.out, session.getConsole()), tick);
        final ServiceRegistration<TelemetryListener> registration =
                context.registerService(TelemetryListener.class, following, properties());
        try {
            printer.start();
            printer.await();
        } catch (final InterruptedException e) {
            // the way in which it is meant to end
            return ExitStatus.DONE;
        } finally {
            unregister(registration);
            printer.stop();
        }
        if (printer.isOrphaned()) {
            throw Failure.of(FailureReason.DEVICE_GONE, operation(), "the bundle of the commands was stopped")
                    .next("Start pfrt:follow again.")
                    .asException();
        }
        return ExitStatus.DONE;
    }

    private Dictionary<String, Object> properties() {
        final Dictionary<String, Object> properties = new Hashtable<>();
        if (deviceId != null) {
            properties.put(TelemetryListener.DEVICE_ID, deviceId);
        }
        return properties;
    }

    private static void unregister(ServiceRegistration<TelemetryListener> registration) {
        try {
            registration.unregister();
        } catch (final IllegalStateException e) {
            // the framework did it when the bundle was stopped
            return;
        }
    }
}
