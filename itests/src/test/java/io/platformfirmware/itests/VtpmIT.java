// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.device.VtpmProxy;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import io.platformfirmware.tpm.TpmResponseCode;
import io.platformfirmware.tpm.VirtualTpm;
import io.platformfirmware.tpm.VirtualTpmStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** The simulated chip as a TPM device of a kernel that a test imitates; {@link KernelTpmIT} is about the real one. */
public class VtpmIT extends AssemblyTest {

    private static final String PID = "io.platformfirmware.vtpm";
    private static final String DEVICE = "cr50-sim0";
    private static final Path NODE = Path.of("/dev/vtpmx");
    private static final int RANDOM = 8;

    @Before
    public void feature() throws Exception {
        withVtpm();
    }

    @After
    public void asItWas() throws Exception {
        bundle(CR50_BUNDLE).start();
        bundle(VTPM_BUNDLE).start();
        configure(PID, Map.of());
        eventually("it is switched off", () -> status().kernelDevice().isEmpty());
        withSimulator();
    }

    @Test
    public void isSwitchedOffUntilSomebodySwitchesItOn() throws Exception {
        final Console.Answer off = type("vtpm:status");

        assertEquals(off.text(), 2, off.status());
        assertTrue(off.text(), off.text().contains("switched off"));
    }

    @Test
    public void saysWhatIsMissing() throws Exception {
        configure(PID, Map.of("device", "cr50-none"));
        eventually("a reason", () -> status().trouble().isPresent());

        final Console.Answer none = type("vtpm:status");

        assertEquals(none.text(), 1, none.status());
        assertTrue(
                none.text(),
                none.text().contains(Files.exists(NODE) ? "there is no such TPM" : "modprobe tpm_vtpm_proxy"));
    }

    @Test
    public void aWrongValueIsVisible() throws Exception {
        configure(PID, Map.of("device", "/dev/spidev0.0"));

        eventually("a fault", () -> status().settingsFault().isPresent());
        assertTrue(type("vtpm:status").text().contains("device = '/dev/spidev0.0' is not allowed"));
    }

    @Test
    public void whatAKernelSendsReachesTheChip() throws Exception {
        final KernelUser kernel = new KernelUser();
        final ServiceRegistration<VtpmProxy> registration = register(kernel);
        try {
            configure(PID, Map.of("device", DEVICE));
            eventually("a device", () -> kernel.open == 1);

            assertArrayEquals(
                    "the driver's own command",
                    TpmResponse.of(TpmResponseCode.SUCCESS).bytes(),
                    kernel.transmit(HexFormat.of().parseHex("80020000000b2000100000")));
            assertTrue(success(kernel, TpmCommand.selfTest(false)));
            assertTrue(success(kernel, TpmCommand.getCapability(6, 0x100, 1)));
            assertEquals(RANDOM, random(kernel));
            final String shown = done("vtpm:status");
            assertTrue(shown, shown.contains(DEVICE) && shown.contains("/dev/tpm0") && shown.contains("/dev/tpmrm0"));
        } finally {
            registration.unregister();
        }
        eventually("the end of the device", () -> kernel.open == 0);
    }

    @Test
    public void theDeviceStaysWhileTheProviderOfTheTpmIsUpdated() throws Exception {
        final KernelUser kernel = new KernelUser();
        final ServiceRegistration<VtpmProxy> registration = register(kernel);
        try {
            configure(PID, Map.of("device", DEVICE));
            eventually("a device", () -> kernel.open == 1);

            bundle(CR50_BUNDLE).stop();
            assertEquals(
                    TpmResponseCode.RETRY,
                    TpmResponse.of(kernel.transmit(TpmCommand.getRandom(RANDOM).bytes()))
                            .code());
            bundle(CR50_BUNDLE).start();
            eventually("the TPM", () -> success(kernel, TpmCommand.getRandom(RANDOM)));
            bundle(CR50_BUNDLE).update();
            eventually("the TPM", () -> success(kernel, TpmCommand.getRandom(RANDOM)));

            assertEquals("the same device", 1, kernel.made);
        } finally {
            registration.unregister();
        }
    }

    @Test
    public void theDeviceGoesWithTheBundle() throws Exception {
        final KernelUser kernel = new KernelUser();
        final ServiceRegistration<VtpmProxy> registration = register(kernel);
        try {
            configure(PID, Map.of("device", DEVICE));
            eventually("a device", () -> kernel.open == 1);

            bundle(VTPM_BUNDLE).stop();
            assertEquals("at once", 0, kernel.open);
            final Console.Answer none = type("vtpm:status");
            assertEquals(none.text(), 3, none.status());

            bundle(VTPM_BUNDLE).start();
            eventually("another device", () -> kernel.open == 1);
            assertEquals(RANDOM, random(kernel));
        } finally {
            registration.unregister();
        }
    }

    /** Rather than the node of this machine, where it has one. */
    private ServiceRegistration<VtpmProxy> register(KernelUser kernel) {
        return context.registerService(
                VtpmProxy.class, kernel, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    }

    private VirtualTpmStatus status() {
        return context.getService(context.getServiceReference(VirtualTpm.class)).status();
    }

    private static boolean success(KernelUser kernel, TpmCommand command) throws Exception {
        return TpmResponse.of(kernel.transmit(command.bytes())).success();
    }

    private static int random(KernelUser kernel) throws Exception {
        return TpmResponse.of(kernel.transmit(TpmCommand.getRandom(RANDOM).bytes()))
                .randomBytes()
                .length;
    }
}
