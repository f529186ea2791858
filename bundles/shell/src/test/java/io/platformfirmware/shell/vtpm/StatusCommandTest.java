// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.vtpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.shell.Text;
import io.platformfirmware.tpm.VirtualTpmStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusCommandTest {

    private static final Instant SINCE = Instant.parse("2026-11-26T21:00:00Z");
    private static final Failure MISSING = Failure.of(
                    FailureReason.DEVICE_NOT_FOUND, "make kernel device", "the kernel has no node /dev/vtpmx")
            .on("cr50-main")
            .likely("nobody loaded the module", "the kernel was built without it")
            .next("modprobe tpm_vtpm_proxy");
    private static final Failure FAULT = Failure.of(
                    FailureReason.INVALID_VALUE, "settings", "device = 'a b' is not allowed")
            .next("Correct it.");

    private final Karaf karaf = new Karaf(List.of(StatusCommand.class), List.of());

    @Test
    void showsTheDevice() throws Exception {
        is(Optional.of("cr50-main"), Optional.of("/dev/tpm0"), Optional.empty(), Optional.empty());

        assertThat(karaf.run("vtpm:status")).isEqualTo(new Karaf.Result(0, """
                        TPM            cr50-main
                        Kernel device  /dev/tpm0; with the kernel's resource manager: /dev/tpmrm0
                        Since          %s
                        Commands       17
                        Failed         2
                        """.formatted(Text.exactTime(SINCE)), ""));
    }

    @Test
    void saysWhyThereIsNone() throws Exception {
        is(Optional.of("cr50-main"), Optional.empty(), Optional.of(MISSING), Optional.of(FAULT));

        assertThat(karaf.run("vtpm:status")).isEqualTo(new Karaf.Result(1, """
                        TPM            cr50-main
                        Kernel device  none
                        Trouble        cr50-main: make kernel device: the kernel has no node /dev/vtpmx
                        Likely causes  nobody loaded the module
                                       the kernel was built without it
                        To mend it     modprobe tpm_vtpm_proxy
                        Commands       17
                        Failed         2
                        Not in force   settings: device = 'a b' is not allowed
                        Next           Correct it.
                        """, ""));
    }

    @Test
    void saysThatItIsSwitchedOff() throws Exception {
        is(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(karaf.run("vtpm:status --no-format")).isEqualTo(new Karaf.Result(2, """
                        TPM\tnone: switched off, device of io.platformfirmware.vtpm is empty
                        Kernel device\tnone
                        Commands\t17
                        Failed\t2
                        """, ""));
    }

    @Test
    void printsJson() throws Exception {
        is(Optional.of("cr50-main"), Optional.of("/dev/tpm0"), Optional.empty(), Optional.empty());

        assertThat(karaf.run("vtpm:status --json"))
                .isEqualTo(new Karaf.Result(
                        0,
                        "{\"schemaVersion\":1,\"vtpm\":{\"transportId\":\"cr50-main\",\"kernelDevice\":\"/dev/tpm0\","
                                + "\"since\":\"2026-11-26T21:00:00Z\",\"commands\":17,\"failures\":2}}\n",
                        ""));
    }

    @Test
    void saysHowToGetTheService() throws Exception {
        karaf.virtualTpms.add(null);

        final Karaf.Result none = karaf.run("vtpm:status");

        assertThat(none.status()).isEqualTo(3);
        assertThat(none.console()).isEqualTo("""
                        Error: status: the service is not running
                        Next: Install it: feature:install vtpm, or start the bundle io.platformfirmware.vtpm.
                        """);
        assertThat(karaf.run("vtpm:status --json").out()).contains("\"error\":{", "feature:install vtpm");
    }

    @Test
    void survivesTheEndOfTheService() throws Exception {
        karaf.virtualTpms.add(() -> {
            throw new IllegalStateException("service unregistered");
        });

        final Karaf.Result gone = karaf.run("vtpm:status");

        assertThat(gone.status()).isEqualTo(4);
        assertThat(gone.console()).contains("the service went away while the command ran", "vtpm:status");
    }

    private void is(
            Optional<String> transportId,
            Optional<String> device,
            Optional<Failure> trouble,
            Optional<Failure> settingsFault) {
        karaf.virtualTpms.add(() ->
                new VirtualTpmStatus(transportId, device, device.map(made -> SINCE), trouble, 17, 2, settingsFault));
    }
}
