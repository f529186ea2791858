// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.SystemError;
import io.platformfirmware.shell.FakeConfigurationAdmin;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.shell.Patience;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.shell.completion.TelemetryDeviceCompleter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The scope pfrt with one device and Configuration Admin, all fakes. */
final class Pfrt {

    /** What platforms without a log before the first update say. */
    static final Failure REFUSED = Failure.of(
                    FailureReason.FIRMWARE_REFUSED,
                    "read counters",
                    "the firmware answered with a status other than success")
            .on("pfrt0")
            .because(new SystemError("ioctl PFRT_LOG_IOC_GET_DATA_INFO", 16, "EBUSY", "Device or resource busy"))
            .likely("no update was started since power on")
            .next("Try again, or after an update.");

    final Karaf karaf = new Karaf(
            List.of(ListCommand.class, InfoCommand.class, SetCommand.class, LogCommand.class, FollowCommand.class),
            List.of(TelemetryDeviceCompleter.class, OptionCompleter.class));
    final FakeTelemetryService device = new FakeTelemetryService("pfrt0");
    final FakeConfigurationAdmin configurationAdmin = new FakeConfigurationAdmin(Wanted.PID);

    Pfrt(Path folder) {
        karaf.telemetry.add(device);
        karaf.configurationAdmins.add(configurationAdmin.service());
        karaf.session.currentDir = folder;
        karaf.setUp(action -> {
            if (action instanceof SetCommand command) {
                command.patience = new Patience(3, Duration.ZERO);
            }
            if (action instanceof FollowCommand command) {
                command.tick = Duration.ofMillis(5);
            }
        });
    }

    FakeTelemetryService add(String id) {
        final FakeTelemetryService added = new FakeTelemetryService(id);
        karaf.telemetry.add(added);
        return added;
    }

    Karaf.Result run(String line) throws Exception {
        return karaf.run(line);
    }
}
