// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SimulatedUpdateDeviceTest {

    private final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(3);

    @Test
    void saysWhatItIs() {
        assertThat(device.path()).isEqualTo("simulated:/dev/acpi_pfr_update3");
        assertThat(device.properties())
                .isEqualTo(Map.of(
                        CharDevice.PATH, "simulated:/dev/acpi_pfr_update3",
                        CharDevice.KIND, "pfru",
                        CharDevice.ID, "pfru-sim3",
                        CharDevice.SIMULATED, true,
                        CharDevice.KERNEL_NAME, "INTC1080:03"));
    }

    @Test
    void errorsNameTheCallAndTheNode() throws ErrnoException {
        try (CharChannel channel = device.open(Access.READ_WRITE)) {
            assertThatThrownBy(() -> channel.ioctl(0x4004EE02)).isInstanceOfSatisfying(ErrnoException.class, e -> {
                assertThat(e.call()).isEqualTo("ioctl 0x4004EE02");
                assertThat(e.target()).isEqualTo("simulated:/dev/acpi_pfr_update3");
                assertThat(e.is(Errno.EBUSY)).isTrue();
            });
            assertThatThrownBy(() -> channel.write(new byte[0])).hasMessageContaining("write: EINVAL");
        }
    }

    @Test
    void argumentHasTheSizeThatTheRequestCodes() throws ErrnoException {
        try (CharChannel channel = device.open(Access.READ_ONLY)) {
            assertThatThrownBy(() -> channel.ioctl(0x805CEE05, new byte[91]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("92");
            assertThatThrownBy(() -> channel.ioctl(0x4004EE01, new byte[8]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void failedQueryLeavesTheCallersBytes() throws ErrnoException {
        device.firmware()
                .settings(FirmwareSettings.defaults()
                        .withForced(FirmwareFunction.QUERY_CAPABILITY, new FirmwareStatus(1, 0)));
        final byte[] argument = new byte[92];
        try (Calls calls = Calls.on(device)) {
            assertThat(calls.ioctl(0x805CEE05, argument)).isEqualTo("EBUSY");
        }
        assertThat(argument).containsOnly(0);
    }

    @Test
    void lockHasOneHolderUntilItsChannelIsClosed() throws ErrnoException {
        final Calls first = Calls.on(device);
        final Calls second = Calls.on(device, Access.READ_ONLY);
        assertThat(first.lock()).isEqualTo("1");
        assertThat(first.lock()).as("again").isEqualTo("1");
        assertThat(second.lock()).isEqualTo("0");
        assertThat(second.queryCapability()).as("it is advisory").isEqualTo("0");

        second.close();
        try (Calls third = Calls.on(device)) {
            assertThat(third.lock()).as("the holder is still open").isEqualTo("0");
            first.close();
            assertThat(third.lock()).isEqualTo("1");
        }
        assertThat(device.openChannels()).isZero();
    }

    @Test
    void closedChannelIsABadDescriptor() throws ErrnoException {
        final Calls calls = Calls.on(device);
        assertThat(device.openChannels()).isEqualTo(1);
        calls.close();
        calls.close();

        assertThat(calls.queryCapability()).isEqualTo("EBADF");
        assertThat(calls.write(new byte[1])).isEqualTo("EBADF");
        assertThat(calls.map(1)).isEqualTo("EBADF");
        assertThat(calls.lock()).isEqualTo("EBADF");
        assertThat(device.openChannels()).isZero();
        assertThat(device.writes()).isZero();
    }

    @Test
    void removedDeviceHasGoneForOpenChannelsAndNewOnes() throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            device.remove();

            assertThat(calls.queryCapability()).isEqualTo("ENODEV");
            assertThat(calls.write(new byte[1])).isEqualTo("ENODEV");
            assertThat(calls.lock()).isEqualTo("ENODEV");
            assertThatThrownBy(() -> device.open(Access.READ_ONLY))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.ENOENT)).isTrue());
        }
    }

    @Test
    void deviceThatOopsedCanNotBeOpened() throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            calls.write(new CapsuleBuilder().headerSize(0x0020_0000).build());
        }

        assertThatThrownBy(() -> device.open(Access.READ_ONLY))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.is(Errno.EIO)).isTrue());
        assertThat(device.oopses())
                .containsExactly("read of 2 bytes at offset 2097156 of a communication buffer of 1048576 bytes");
    }

    @Test
    void devicesHaveNothingInCommon() throws ErrnoException {
        final SimulatedUpdateDevice other = SimulatedUpdateDevice.atPowerOn(4);
        try (Calls calls = Calls.on(device);
                Calls others = Calls.on(other)) {
            assertThat(calls.lock()).isEqualTo("1");
            assertThat(others.lock()).isEqualTo("1");
            calls.setRevision(2);
            calls.write(new CapsuleBuilder().build());

            assertThat(others.stageAndActivate()).isEqualTo("EBUSY 2/0x1");
            assertThat(calls.stageAndActivate()).isEqualTo("0");
        }
        assertThat(other.revision()).isEqualTo(1);
        assertThat(other.firmware().capability()).isEqualTo(PlatformCapability.atPowerOn());
        assertThat(device.firmware().capability()).isNotEqualTo(PlatformCapability.atPowerOn());
    }

    @Test
    void slowStartHoldsUpOtherCallsButNeitherSettingsNorClose() throws Exception {
        final List<String> events = new CopyOnWriteArrayList<>();
        final AtomicReference<Calls> starter = new AtomicReference<>();
        final AtomicReference<Thread> query = new AtomicReference<>();
        final AtomicReference<SimulatedUpdateDevice> slow = new AtomicReference<>();
        final Delay delay = time -> {
            events.add("start takes " + time.toMillis() + " ms");
            query.set(inBackground(() -> {
                try (Calls calls = Calls.on(slow.get())) {
                    events.add("query " + calls.queryCapability());
                }
            }));
            awaitBlocked(query.get());
            join(inBackground(() -> {
                slow.get().firmware().settings(FirmwareSettings.defaults());
                events.add("still " + slow.get().firmware().capability().codeRuntimeVersion());
                starter.get().close();
                try (Calls calls = Calls.on(slow.get())) {
                    events.add("lock " + calls.lock());
                }
            }));
            slow.get().remove();
            events.add("start goes on");
        };
        slow.set(new SimulatedUpdateDevice(
                0,
                new EmulatedFirmware(
                        PlatformCapability.atPowerOn(),
                        FirmwareSettings.defaults().withStartTime(Duration.ofSeconds(3)),
                        delay),
                VersionRule.SVN));
        starter.set(Calls.on(slow.get()));
        starter.get().lock();
        starter.get().write(new CapsuleBuilder().build());

        assertThat(starter.get().stageAndActivate())
                .as("a call in flight ends as it would")
                .isEqualTo("0");
        join(query.get());

        assertThat(events)
                .containsExactly(
                        "start takes 3000 ms",
                        "still 1",
                        // the call in flight keeps the open file, and so its lock
                        "lock 0",
                        "start goes on",
                        "query 0");
        assertThat(slow.get().firmware().capability().codeRuntimeVersion()).isEqualTo(2);
        assertThat(slow.get().openChannels()).isZero();
    }

    private static Thread inBackground(CheckedRunnable body) {
        final Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (final ErrnoException e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
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

    private interface CheckedRunnable {
        void run() throws ErrnoException;
    }
}
