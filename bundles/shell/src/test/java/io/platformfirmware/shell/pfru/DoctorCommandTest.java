// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.FakeTerminal;
import io.platformfirmware.shell.Karaf;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

    @TempDir
    Path root;

    private final Karaf karaf = new Karaf(List.of(DoctorCommand.class), List.of());
    private final FakeUpdateService device = new FakeUpdateService("pfru0");

    @BeforeEach
    void emptyMachine() {
        karaf.devices.add(device);
        karaf.setUp(action -> ((DoctorCommand) action).root = root);
    }

    @Test
    void printsALineForEachLinkAndFailsWhereOneIsBroken() throws Exception {
        final Karaf.Result result = karaf.run("pfru:doctor");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out().lines())
                .contains(
                        "PFRU platform          broken     this machine has no ACPI. Use a machine with ACPI and a device INTC1080.",
                        "PFRU driver            unknown    pfr_update is not loaded, and the kernel's modules can not be seen",
                        "pfru0 firmware         ok         answers: version 65536");
    }

    @Test
    void tellsWhyADeviceDoesNotAnswer() throws Exception {
        device.unreachable = Failure.of(FailureReason.DEVICE_BUSY, "query capability", "it is busy")
                .on("pfru0")
                .next("Try again later.");
        assertThat(karaf.run("pfru:doctor --no-format").out().lines())
                .contains("pfru0 firmware\tbroken\tpfru0: query capability: it is busy\tTry again later");
    }

    @Test
    void json() throws Exception {
        assertThat(karaf.run("pfru:doctor --json").out())
                .startsWith("{\"schemaVersion\":1,\"findings\":[{\"link\":\"PFRU platform\",\"verdict\":\"broken\",")
                .contains("\"advice\":\"Use a machine with ACPI and a device INTC1080\"");
    }

    @Test
    void fitsANarrowTerminal() throws Exception {
        karaf.session.terminal = new FakeTerminal(80, false);
        assertThat(karaf.run("pfru:doctor").out().lines()).allMatch(line -> line.length() < 80);
    }
}
