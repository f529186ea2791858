// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkStatistics;
import io.platformfirmware.tpm.ReadyLineState;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import io.platformfirmware.tpm.TpmTransport;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;

/** The TPM in our distribution: a client of somebody else over it, settings, and bundles that come and go under running commands. */
public class TpmIT extends AssemblyTest {

    private static final String SIMULATOR = "io.platformfirmware.simulator";
    private static final String FACTORY = "io.platformfirmware.cr50";
    private static final String PID = FACTORY + "~sim0";
    private static final String DEVICE = "cr50-sim0";
    private static final String FIRST = "simulated:/dev/spidev0.0";
    private static final String SECOND = "simulated:/dev/spidev1.0";
    private static final String LINE = "simulated:/dev/gpiochip0:0";
    private static final String ENTROPY_POOL = "io.platformfirmware.device.EntropyPool";
    private static final Pattern POOL = Pattern.compile(".*: (\\d+) bytes with (\\d+) bits of entropy so far");
    private static final int CALLERS = 4;
    private static final int ROUNDS = 4;

    /** What a call may fail with while bundles come and go. */
    private static final Set<FailureReason> REASONS = EnumSet.of(
            FailureReason.DEVICE_GONE, FailureReason.TRANSPORT_ERROR, FailureReason.TIMED_OUT, FailureReason.CANCELLED);

    @Before
    public void device() throws Exception {
        configure(PID, Map.of("spiDevice", FIRST, "readyLine", LINE));
        eventually("a chip that answers", this::answers);
    }

    @After
    public void asItWas() throws Exception {
        bundle(SIMULATOR_BUNDLE).start();
        bundle(CR50_BUNDLE).start();
        configure(SIMULATOR, Map.of());
        configure(PID, Map.of("spiDevice", FIRST, "readyLine", LINE));
        withSimulator();
        eventually("one device", () -> !hasDevice("cr50-other"));
    }

    @Test
    public void aTpmClientOfSomebodyElseOverAWholeTpm() throws Exception {
        TpmClient.install(context);
        try (Swtpm swtpm = Swtpm.start()) {
            configure(SIMULATOR, Map.of("tpmEngine", "swtpm:127.0.0.1:" + swtpm.port()));
            eventually("the other TPM", this::isSwtpm);
            final TpmClientUser user = new TpmClientUser(chip(DEVICE));

            user.makesAKeySignsAndVerifies();
            user.writesAndReadsNonVolatileMemory();
            user.getsRandomBytes();
        }
    }

    @Test
    public void theServiceAndItsProperties() throws Exception {
        for (final Class<?> type : List.of(Cr50.class, TpmTransport.class)) {
            final ServiceReference<?> reference = reference(type, DEVICE);
            assertEquals(FIRST, reference.getProperty("device.path"));
            assertEquals(true, reference.getProperty("simulated"));
            assertEquals(700, reference.getProperty(Cr50.RNG_QUALITY));
        }
    }

    @Test
    public void settingsChangeWhileItRuns() throws Exception {
        final Cr50 chip = chip(DEVICE);
        configure(PID, Map.of("spiDevice", FIRST, "rngQuality", "1000", "accessDelay", "3"));
        eventually(
                "the quality",
                () -> Integer.valueOf(1000).equals(reference(Cr50.class, DEVICE).getProperty(Cr50.RNG_QUALITY)));
        assertEquals(3, chip.state().accessDelay().toMillis());
        eventually("no line", () -> chip.state().readyLine() == ReadyLineState.NONE);

        configure(PID, Map.of("spiDevice", FIRST, "readyLine", LINE, "rngQuality", "lots"));
        eventually("a fault", () -> chip.settingsFault().isPresent());
        assertTrue(chip.settingsFault().orElseThrow().message().contains("rngQuality = 'lots'"));
        assertEquals("the last good ones", 1000, chip.rngQuality());
        final String info = done("cr50:info");
        assertTrue(info, info.contains("rngQuality = 'lots'"));

        configure(PID, Map.of("spiDevice", FIRST, "readyLine", LINE));
        eventually("no fault", () -> chip.settingsFault().isEmpty());
        assertTrue(chip.transmit(TpmCommand.getRandom(8).bytes()).length > 10);
        eventually("edges", () -> {
            chip.random(8);
            return chip.state().readyLine() == ReadyLineState.CONFIRMED;
        });
        assertSame("no restart", chip, chip(DEVICE));
    }

    @Test
    public void aChangedPathMovesTheDeviceAndLosesNoCommand() throws Exception {
        configure(SIMULATOR, Map.of("tpmChips", "2"));
        final Cr50 chip = chip(DEVICE);
        final AtomicBoolean over = new AtomicBoolean();
        final AtomicInteger done = new AtomicInteger();
        final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        final List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            final int size = 8 + i;
            all.add(callers.submit(() -> {
                while (!over.get()) {
                    assertEquals(size, chip.random(size).length);
                    done.incrementAndGet();
                }
                return null;
            }));
        }
        for (final String path : List.of(SECOND, FIRST, SECOND, FIRST)) {
            final int before = done.get();
            configure(PID, Map.of("spiDevice", path));
            eventually(
                    "it has moved",
                    () -> chip.devicePath().equals(path)
                            && path.equals(reference(Cr50.class, DEVICE).getProperty("device.path")));
            eventually("commands go on", () -> done.get() > before + CALLERS);
        }
        over.set(true);
        for (final Future<Void> caller : all) {
            caller.get();
        }
        callers.shutdown();
    }

    @Test
    public void aSecondConfigurationIsASecondDevice() throws Exception {
        configure(SIMULATOR, Map.of("tpmChips", "2"));
        final Configuration other = configurationAdmin.getFactoryConfiguration(FACTORY, "other", "?");
        try {
            other.update(new Hashtable<>(Map.of("spiDevice", SECOND)));
            eventually("the other device", () -> hasDevice("cr50-other"));
            assertEquals(16, chip("cr50-other").random(16).length);
            assertEquals(16, chip(DEVICE).random(16).length);
            final String list = done("cr50:list");
            assertTrue(list, list.contains("cr50-other") && list.contains(DEVICE));
        } finally {
            other.delete();
        }
    }

    @Test
    public void theKernelsPoolIsFedWhileTheSettingsWantThat() throws Exception {
        final Cr50 chip = chip(DEVICE);
        final long[] inPool = simulatedPool();
        final long bytes = chip.statistics().get(LinkCounter.ENTROPY_BYTES);
        final long bits = chip.statistics().get(LinkCounter.ENTROPY_BITS);
        assertTrue("off", chip.state().kernelEntropy().isEmpty());
        assertNotNull(
                "this machine's own pool is there too",
                context.getServiceReferences(ENTROPY_POOL, "(&(device.kind=random)(simulated=false))"));

        feed("true", "100");
        eventually("bytes", () -> chip.statistics().get(LinkCounter.ENTROPY_BYTES) >= bytes + 96);
        final String info = done("cr50:info");
        assertTrue(info, info.contains("feeds the kernel's pool, "));
        assertTrue(done("cr50:stats").contains("bits of entropy credited"));
        assertEquals("commands go on", 16, chip.random(16).length);

        configure(SIMULATOR, Map.of("tpmEntropyPool", "denied"));
        eventually("a refusal", () -> hasTrouble(chip, "CAP_SYS_ADMIN"));
        final String refused = done("cr50:info");
        assertTrue(refused, refused.contains("does not feed the kernel's pool, ") && refused.contains("CAP_SYS_ADMIN"));
        assertTrue(done("cr50:info --json").contains("\"kernelEntropy\":{\"bytes\":"));
        configure(SIMULATOR, Map.of());
        feed("true", "200");
        eventually(
                "no refusal",
                () -> chip.state().kernelEntropy().orElseThrow().trouble().isEmpty());

        feed("false", "200");
        eventually("off", () -> chip.state().kernelEntropy().isEmpty());
        // behind whatever runs, and behind the settings
        chip.random(1);
        final LinkStatistics counted = chip.statistics();
        final long added = counted.get(LinkCounter.ENTROPY_BYTES) - bytes;
        assertEquals("all of it went to the simulated pool", added, simulatedPool()[0] - inPool[0]);
        assertEquals(added / 32 * 175, simulatedPool()[1] - inPool[1]);
        assertEquals(added / 32 * 175, counted.get(LinkCounter.ENTROPY_BITS) - bits);
        assertSame("no restart", chip, chip(DEVICE));
    }

    @Test
    public void randomBytesForWhoeverTakesASecureRandom() throws Exception {
        final ServiceReference<SecureRandom> reference = reference(SecureRandom.class, DEVICE);
        assertEquals(FIRST, reference.getProperty("device.path"));
        assertEquals(true, reference.getProperty("simulated"));
        assertEquals(700, reference.getProperty(Cr50.RNG_QUALITY));
        final SecureRandom random = context.getService(reference);
        final Cr50 chip = chip(DEVICE);
        final long before = chip.statistics().get(LinkCounter.COMMANDS);
        final byte[] bytes = new byte[64];
        random.nextBytes(bytes);
        assertNotEquals(new BigInteger(bytes), new BigInteger(512, random));
        // counted behind the answer, as may be those of others before
        eventually("the chip was asked", () -> chip.statistics().get(LinkCounter.COMMANDS) >= before + 4);

        configure(SIMULATOR, Map.of("tpmChips", "0"));
        eventually("it goes with the chip", () -> !hasSecureRandom());
        assertEquals(
                FailureReason.DEVICE_GONE,
                ((FirmwareException) assertThrows(ProviderException.class, () -> random.nextBytes(bytes))
                                .getCause())
                        .reason());
        configure(SIMULATOR, Map.of());
        eventually("it comes with the chip", this::hasSecureRandom);
        assertEquals(
                16, context.getService(reference(SecureRandom.class, DEVICE)).generateSeed(16).length);

        configure(PID, Map.of("spiDevice", FIRST, "readyLine", LINE, "rngQuality", "0"));
        eventually("it goes with the quality", () -> !hasSecureRandom());
        assertTrue("the chip stays", hasDevice(DEVICE));
    }

    @Test
    public void providerStoppedAndStartedUnderRunningCommands() throws Exception {
        whileCommandsRun(() -> {
            bundle(CR50_BUNDLE).stop();
            bundle(CR50_BUNDLE).start();
            return null;
        });
    }

    @Test
    public void simulatorStoppedAndStartedUnderRunningCommands() throws Exception {
        whileCommandsRun(() -> {
            bundle(SIMULATOR_BUNDLE).stop();
            bundle(SIMULATOR_BUNDLE).start();
            return null;
        });
    }

    @Test
    public void bothUpdatedUnderRunningCommands() throws Exception {
        whileCommandsRun(() -> {
            for (final String name : List.of(CR50_BUNDLE, SIMULATOR_BUNDLE)) {
                final Bundle bundle = bundle(name);
                bundle.update();
            }
            return null;
        });
    }

    @Test
    public void theCommands() throws Exception {
        final String info = done("cr50:info");
        assertTrue(info, info.contains("Cr50 (DID_VID 0x00281AE0") && info.contains("B2-C:0"));
        assertTrue(done("cr50:random 16").trim().matches("(?s)[0-9a-fA-F ]{32,}.*"));
        assertTrue(done("cr50:send 80010000000C0000017B0004").contains("TPM_RC_SUCCESS"));
        assertTrue(type("cr50:send 80010000000A000001FF").text().contains("TPM_RC_COMMAND_CODE"));
        assertNotEquals(0, type("cr50:send 8001").status());
        assertTrue(done("cr50:pcr").contains("0000"));
        assertTrue(done("cr50:stats").toLowerCase().contains("transactions"));
        assertTrue(done("cr50:trace").contains("STS"));
        assertTrue(done("cr50:selftest").contains("hold-cs"));
        done("cr50:suspend");
        assertNotEquals(0, type("cr50:random 4").status());
        done("cr50:resume");
        done("cr50:random 4");
    }

    /** Digests tell whether a response belongs to its command; the built-in TPM has none, so it is swtpm. */
    private void whileCommandsRun(Callable<Void> change) throws Exception {
        try (Swtpm swtpm = Swtpm.start()) {
            configure(SIMULATOR, Map.of("tpmEngine", "swtpm:127.0.0.1:" + swtpm.port()));
            eventually("the other TPM", this::isSwtpm);
            final AtomicBoolean over = new AtomicBoolean();
            final AtomicInteger right = new AtomicInteger();
            final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            final List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                final int first = i << 20;
                all.add(callers.submit(() -> {
                    for (int number = first; !over.get(); number++) {
                        hash(number, right);
                    }
                    return null;
                }));
            }
            for (int round = 0; round < ROUNDS; round++) {
                final int before = right.get();
                eventually("commands run", () -> right.get() > before + CALLERS);
                change.call();
                eventually("the device is back", () -> hasDevice(DEVICE));
            }
            final int before = right.get();
            eventually("commands run on", () -> right.get() > before + CALLERS);
            over.set(true);
            for (final Future<Void> caller : all) {
                caller.get();
            }
            callers.shutdown();
        }
    }

    /** Has a number hashed: the right digest, a failure with a reason, or no device. */
    private void hash(int number, AtomicInteger right) throws Exception {
        final ServiceReference<Cr50> reference;
        try {
            reference = reference(Cr50.class, DEVICE);
        } catch (final AssertionError e) {
            Thread.onSpinWait();
            return;
        }
        final Cr50 chip = context.getService(reference);
        if (chip == null) {
            return;
        }
        try {
            final byte[] data = ByteBuffer.allocate(4).putInt(number).array();
            final TpmResponse response = TpmResponse.of(chip.transmit(hashCommand(data)));
            if (response.success()) {
                assertArrayEquals(
                        MessageDigest.getInstance("SHA-256").digest(data),
                        Arrays.copyOfRange(response.bytes(), 12, 44));
                right.incrementAndGet();
            }
        } catch (final FirmwareException e) {
            assertTrue(e.toString(), REASONS.contains(e.reason()));
        }
    }

    /** {@code TPM2_Hash} with SHA-256, in no hierarchy. */
    static byte[] hashCommand(byte[] data) {
        final int size = 10 + 2 + data.length + 2 + 4;
        return ByteBuffer.allocate(size)
                .putShort((short) 0x8001)
                .putInt(size)
                .putInt(0x17D)
                .putShort((short) data.length)
                .put(data)
                .putShort((short) 0x000B)
                .putInt(0x4000_0007)
                .array();
    }

    private void feed(String on, String interval) throws Exception {
        configure(
                PID,
                Map.of(
                        "spiDevice", FIRST,
                        "readyLine", LINE,
                        "feedKernelEntropy", on,
                        "entropyInterval", interval));
    }

    private static boolean hasTrouble(Cr50 chip, String text) {
        return chip.state().kernelEntropy().orElseThrow().trouble().stream().anyMatch(why -> why.contains(text));
    }

    private boolean hasSecureRandom() throws Exception {
        return context.getServiceReferences(SecureRandom.class.getName(), "(device.id=" + DEVICE + ")") != null;
    }

    /** Bytes and bits of entropy that the simulator's pool got, as it tells them. */
    private long[] simulatedPool() throws Exception {
        final ServiceReference<?> pool = context.getServiceReferences(ENTROPY_POOL, "(simulated=true)")[0];
        final Matcher told = POOL.matcher(context.getService(pool).toString());
        assertTrue(told.matches());
        return new long[] {Long.parseLong(told.group(1)), Long.parseLong(told.group(2))};
    }

    private boolean isSwtpm() throws Exception {
        return isSwtpm(chip(DEVICE));
    }

    /** The TPM inside of the simulator can not hash. */
    static boolean isSwtpm(TpmTransport chip) {
        try {
            return TpmResponse.of(chip.transmit(hashCommand(new byte[4]))).success();
        } catch (final FirmwareException e) {
            return false;
        }
    }

    private boolean answers() throws Exception {
        try {
            return hasDevice(DEVICE) && chip(DEVICE).random(4).length == 4;
        } catch (final FirmwareException e) {
            return false;
        }
    }

    private <S> ServiceReference<S> reference(Class<S> type, String id) throws Exception {
        final Optional<ServiceReference<S>> found =
                context.getServiceReferences(type, "(device.id=" + id + ")").stream()
                        .findFirst();
        return found.orElseThrow(() -> new AssertionError("no device " + id));
    }
}
