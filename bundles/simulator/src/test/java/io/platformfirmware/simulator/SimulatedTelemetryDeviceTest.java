// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.Mapping;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedTelemetryDeviceTest {

    private final SimulatedTelemetryDevice device = SimulatedTelemetryDevice.atPowerOn(3);
    private final EmulatedFirmware firmware = device.firmware();
    private TelemetryCalls calls;

    @BeforeEach
    void openAndStart() throws ErrnoException {
        calls = TelemetryCalls.on(device);
        firmware.start(1, StartAction.ACTIVATE);
        firmware.resetLog();
    }

    @AfterEach
    void close() {
        calls.close();
        assertThat(device.openChannels()).isZero();
        assertThat(device.mappings()).isZero();
    }

    @Test
    void saysWhatItIs() {
        assertThat(device.path()).isEqualTo("simulated:/dev/acpi_pfr_telemetry3");
        assertThat(device.id()).isEqualTo("pfrt-sim3");
        assertThat(device.properties())
                .isEqualTo(Map.of(
                        CharDevice.PATH, "simulated:/dev/acpi_pfr_telemetry3",
                        CharDevice.KIND, "pfrt",
                        CharDevice.ID, "pfrt-sim3",
                        CharDevice.SIMULATED, true,
                        CharDevice.KERNEL_NAME, "INTC1081:03"));
    }

    @Test
    void errorsNameTheCallAndTheNode() {
        assertThatThrownBy(() -> calls.channel().ioctl(0x8040EE08))
                .hasMessage("simulated:/dev/acpi_pfr_telemetry3: ioctl 0x8040EE08: EFAULT, Bad address");
        assertThatThrownBy(() -> calls.channel().map(1L << 20))
                .hasMessage("simulated:/dev/acpi_pfr_telemetry3: mmap: EINVAL, Invalid argument");
    }

    @Test
    void stateIsOfTheDeviceAndNotOfAChannel() throws ErrnoException {
        calls.setInfo(4, 1, 2);
        calls.close();

        try (TelemetryCalls later = TelemetryCalls.on(device)) {
            assertThat(later.getInfo()).isEqualTo("4 1 2");
        }
        assertThat(device.type()).isEqualTo(1);
        assertThat(device.revision()).isEqualTo(2);
        assertThat(SimulatedTelemetryDevice.atPowerOn(3).type()).isZero();
    }

    @Test
    void twoDevicesOverOneFirmwareShareTheLevelOnly() throws ErrnoException {
        final SimulatedTelemetryDevice other = new SimulatedTelemetryDevice(1, firmware);
        calls.setInfo(4, 1, 2);

        try (TelemetryCalls others = TelemetryCalls.on(other)) {
            assertThat(others.getInfo()).isEqualTo("4 0 1");
        }
    }

    @Test
    void anyBytesArePassedOn() throws ErrnoException {
        final byte[] bytes = {0, 1, (byte) 0xFF, '\n', 0};
        firmware.log(LineLevel.INFO, bytes);
        firmware.log(LineLevel.VERBOSE, new byte[] {'x'});

        assertThat(calls.log()).isEqualTo(bytes);
        calls.setInfo(0, 1, -1);
        firmware.log(LineLevel.WARNING, new byte[] {'x'});
        firmware.log(LineLevel.ERROR, new byte[0]);
        assertThat(calls.log()).isEqualTo(bytes);
    }

    @Test
    void resetEmptiesBothLogs() throws ErrnoException {
        firmware.log(LineLevel.ERROR, new byte[20000]);
        final int before = calls.data().resets();
        firmware.resetLog();

        assertThat(calls.data().resets()).isEqualTo(before + 1);
        assertThat(calls.log()).isEmpty();
        calls.setInfo(-1, 1, -1);
        assertThat(calls.log()).isEmpty();
        assertThat(calls.data().rollovers()).isZero();
    }

    @Test
    void mappingIsLive() throws ErrnoException {
        try (Mapping mapping = calls.channel().map(4096)) {
            assertThat(mapping.size()).isEqualTo(4096);
            firmware.log(LineLevel.INFO, ascii("one"));
            assertThat(text(mapping, 0, 3)).isEqualTo("one");
            firmware.log(LineLevel.INFO, ascii("two"));
            assertThat(text(mapping, 2, 4)).isEqualTo("etwo");

            firmware.start(1, StartAction.STAGE);
            assertThat(text(mapping, 0, 6)).as("over what was there").isEqualTo("INFO  ");
        }
    }

    @Test
    void clearedBytesStayInMemory() throws ErrnoException {
        firmware.log(LineLevel.INFO, ascii("stale bytes"));
        firmware.resetLog();
        firmware.log(LineLevel.INFO, ascii("new"));

        assertThat(calls.text()).isEqualTo("new");
        try (Mapping mapping = calls.channel().map(8192)) {
            assertThat(text(mapping, 0, 11)).isEqualTo("newle bytes");
        }
    }

    @Test
    void mappingGoesOnShowingItsLogWhenTheTypeChanges() throws ErrnoException {
        firmware.log(LineLevel.INFO, ascii("first "));
        try (Mapping execution = calls.channel().map(8192)) {
            calls.setInfo(-1, 1, -1);
            try (Mapping history = calls.channel().map(4096)) {
                firmware.start(1, StartAction.STAGE);
                firmware.log(LineLevel.INFO, ascii("end"));

                assertThat(text(history, 0, 12)).isEqualTo("first INFO  ");
                assertThat(text(execution, 0, 12)).isEqualTo("INFO  [PfrUp");
            }
        }
    }

    @Test
    void logOfAnotherSizeLiesElsewhereAndIsEmpty() throws ErrnoException {
        firmware.log(LineLevel.INFO, ascii("before"));
        final TelemetryCalls.Data before = calls.data();
        try (Mapping mapping = calls.channel().map(8192)) {
            firmware.settings(
                    FirmwareSettings.defaults().withLog(LogSettings.defaults().withSizes(16384, 4096)));
            firmware.log(LineLevel.INFO, ascii("after"));

            final TelemetryCalls.Data after = calls.data();
            assertThat(after.maxDataSize()).isEqualTo(16384);
            assertThat(after.chunk2Address()).isNotEqualTo(before.chunk2Address());
            assertThat(after.resets()).isEqualTo(before.resets() + 1);
            assertThat(calls.text()).isEqualTo("after");
            assertThat(text(mapping, 0, 6)).isEqualTo("before");
        }
        calls.setInfo(-1, 1, -1);
        assertThat(calls.text()).as("the other log is kept").isEqualTo("beforeafter");
    }

    @Test
    void addressesAreOfPagesAndDifferForEveryLog() throws ErrnoException {
        final Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            final SimulatedTelemetryDevice other = SimulatedTelemetryDevice.atPowerOn(i);
            other.firmware().start(1, StartAction.STAGE);
            try (TelemetryCalls others = TelemetryCalls.on(other)) {
                addresses.add(others.data().chunk2Address());
                others.setInfo(-1, 1, -1);
                addresses.add(others.data().chunk2Address());
            }
        }

        assertThat(addresses)
                .hasSize(40)
                .allMatch(address -> address > 0 && address < 1L << 46 && address % 4096 == 0)
                .anyMatch(address -> address >>> 32 != 0);
    }

    @Test
    void mappingOutlivesTheChannel() throws ErrnoException {
        final Mapping mapping = calls.channel().map(4096);
        calls.close();
        firmware.log(LineLevel.INFO, ascii("live"));

        assertThat(text(mapping, 0, 4)).isEqualTo("live");
        assertThat(device.mappings()).isEqualTo(1);
        mapping.close();
        mapping.close();
        assertThat(device.mappings()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> mapping.read(0, new byte[1]));
    }

    @Test
    void readsWithinTheMappingOnly() throws ErrnoException {
        try (Mapping mapping = calls.channel().map(100)) {
            mapping.read(100, new byte[0]);
            mapping.read(0, new byte[100]);
            for (final long offset : new long[] {-1, 1, 100, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> mapping.read(offset, new byte[100]));
            }
        }
    }

    @Test
    void countsTheCost() throws ErrnoException {
        final long ioctls = device.ioctls();
        try (Mapping first = calls.channel().map(4096);
                Mapping second = calls.channel().map(1)) {
            assertThat(device.mappings()).isEqualTo(2);
            first.read(10, new byte[1000]);
            second.read(0, new byte[1]);
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> second.read(0, new byte[2]));
        }
        assertThat(device.mappings()).isZero();
        assertThat(device.bytesCopied()).isEqualTo(1001);
        assertThat(device.ioctls()).as("mmap is none").isEqualTo(ioctls);
        calls.getInfo();
        calls.ioctl(0);
        assertThat(device.ioctls()).isEqualTo(ioctls + 2);
    }

    @Test
    void lockHasOneHolderUntilItsChannelIsClosed() throws ErrnoException {
        assertThat(calls.lock()).isEqualTo("1");
        try (TelemetryCalls second = TelemetryCalls.on(device)) {
            assertThat(second.lock()).isEqualTo("0");
            assertThat(second.getDataInfo()).as("it is advisory").isEqualTo("0");
            calls.close();
            assertThat(second.lock()).isEqualTo("1");
        }
    }

    @Test
    void closedChannelIsABadDescriptor() {
        calls.close();

        assertThat(calls.getInfo()).isEqualTo("EBADF");
        assertThat(calls.map(1)).isEqualTo("EBADF");
        assertThat(calls.lock()).isEqualTo("EBADF");
        assertThat(calls.write(new byte[1])).isEqualTo("EBADF");
    }

    @Test
    void removedDeviceHasGoneButNotItsMappings() throws ErrnoException {
        try (Mapping mapping = calls.channel().map(4096)) {
            device.remove();
            firmware.log(LineLevel.INFO, ascii("still here"));

            assertThat(calls.getInfo()).isEqualTo("ENODEV");
            assertThat(calls.setInfo(-1, -1, -1)).isEqualTo("ENODEV");
            assertThat(calls.getDataInfo()).isEqualTo("ENODEV");
            assertThat(calls.map(1)).isEqualTo("ENODEV");
            assertThat(calls.lock()).isEqualTo("ENODEV");
            assertThatThrownBy(() -> device.open(Access.READ_ONLY)).hasMessageContaining("ENOENT");
            assertThat(text(mapping, 0, 10)).isEqualTo("still here");
        }
    }

    @Test
    void slowStartHoldsUpCallsButNeitherTheLogNorMappings() throws Exception {
        final List<String> events = new CopyOnWriteArrayList<>();
        final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        final EmulatedFirmware slow = new EmulatedFirmware(
                PlatformCapability.atPowerOn(),
                FirmwareSettings.defaults(),
                time -> meanwhile.get().run());
        slow.start(1, StartAction.STAGE);
        final SimulatedTelemetryDevice slowDevice = new SimulatedTelemetryDevice(0, slow);
        try (TelemetryCalls slowCalls = TelemetryCalls.on(slowDevice);
                Mapping mapping = slowCalls.channel().map(8192)) {
            final Thread query = new Thread(() -> events.add("query " + slowCalls.getDataInfo()));
            meanwhile.set(() -> {
                query.start();
                awaitBlocked(query);
                join(started(new Thread(() -> slow.log(LineLevel.INFO, ascii("meanwhile")))));
                join(started(new Thread(() -> events.add(text(
                        mapping,
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage, Status = START\n".length(),
                        9)))));
                events.add("start goes on");
            });
            slow.start(1, StartAction.STAGE);
            join(query);
        }

        assertThat(events).containsExactly("meanwhile", "start goes on", "query 0");
    }

    /** Numbers in sequence are written; whenever the log was the same before and after a copy, the copy is a part of the sequence. */
    @Test
    void copyBetweenTwoEqualAnswersIsTheLog() throws Exception {
        final AtomicBoolean stop = new AtomicBoolean();
        final ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            final Future<?> writing = writer.submit(() -> {
                int number = 0;
                while (!stop.get()) {
                    final ByteBuffer piece = ByteBuffer.allocate(4 * (1 + number % 500));
                    while (piece.hasRemaining()) {
                        piece.putInt(number++);
                    }
                    firmware.log(LineLevel.INFO, piece.array());
                    if (number % 97 == 0) {
                        Thread.yield();
                    }
                }
            });
            int consistent = 0;
            final long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (consistent < 200 || calls.data().rollovers() < 5) {
                assertThat(System.nanoTime()).isLessThan(end);
                final TelemetryCalls.Data before = calls.data();
                try (Mapping mapping = calls.channel().map(8192)) {
                    final byte[] log = before.log(mapping);
                    if (before.equals(calls.data())) {
                        assertSequence(ByteBuffer.wrap(log));
                        consistent++;
                    }
                }
            }
            stop.set(true);
            writing.get(30, TimeUnit.SECONDS);
        } finally {
            stop.set(true);
            writer.shutdownNow();
        }
    }

    private static void assertSequence(ByteBuffer log) {
        assertThat(log.remaining() % Integer.BYTES).isZero();
        for (int last = log.hasRemaining() ? log.getInt() : 0; log.hasRemaining(); last++) {
            assertThat(log.getInt()).isEqualTo(last + 1);
        }
    }

    private static Thread started(Thread thread) {
        thread.start();
        return thread;
    }

    private static void awaitBlocked(Thread thread) {
        final long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (thread.getState() != Thread.State.BLOCKED) {
            assertThat(System.nanoTime()).as("waiting for %s", thread).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Mapping mapping, long offset, int length) {
        final byte[] bytes = new byte[length];
        mapping.read(offset, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
