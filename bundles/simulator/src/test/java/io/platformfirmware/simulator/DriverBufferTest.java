// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver copies first and judges later, and what it judges is the whole buffer, not what was written. */
class DriverBufferTest {

    private static final byte[] GOOD = new CapsuleBuilder().build();

    private SimulatedUpdateDevice device;
    private Calls calls;

    @BeforeEach
    void open() throws ErrnoException {
        device = SimulatedUpdateDevice.atPowerOn(0);
        calls = Calls.on(device);
    }

    @AfterEach
    void close() {
        calls.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {156, 1, 0})
    void leftOverBytesCompleteAShortCapsule(int length) {
        final byte[] beginning = Arrays.copyOf(GOOD, length);
        assertThat(calls.write(beginning)).as("on zeros").isEqualTo("EINVAL");
        assertThat(calls.write(GOOD)).isEqualTo("length");

        assertThat(calls.write(beginning)).as("on a good capsule").isEqualTo("length");
        assertThat(calls.stage()).isEqualTo("0");
    }

    @Test
    void everyWriteBeginsAtTheStart() {
        final byte[] large = new CapsuleBuilder().paddedTo(8193).build();

        assertThat(calls.write(Arrays.copyOf(large, 8192))).isEqualTo("length");
        assertThat(calls.write(Arrays.copyOfRange(large, 8192, 8193)))
                .as("the second piece goes over the first byte")
                .isEqualTo("length");

        assertThat(calls.stage()).isEqualTo("EBUSY 2/0x2");
    }

    @Test
    void secondPieceOfALargeCapsuleIsReadAsACapsule() {
        final byte[] large = new CapsuleBuilder().paddedTo(1 << 20).build();

        assertThat(calls.write(Arrays.copyOf(large, 8192))).isEqualTo("length");
        assertThat(calls.write(Arrays.copyOfRange(large, 8192, 16384))).isEqualTo("EIO");

        assertThat(device.oopses()).hasSize(1);
    }

    @Test
    void refusedCapsuleStaysForStaging() {
        final byte[] refusedByRuntimeVersion = new CapsuleBuilder()
                .type(ImageType.DRIVER_UPDATE)
                .runtimeVersion(0)
                .build();
        device.versionRule(VersionRule.RUNTIME_VERSION);

        assertThat(calls.write(refusedByRuntimeVersion)).isEqualTo("EINVAL");

        assertThat(calls.stage()).isEqualTo("0");
        assertThat(calls.activate()).isEqualTo("0");
        assertThat(device.firmware().capability().driverRuntimeVersion()).isZero();
    }

    @Test
    void capsuleStaysWhenTheCapabilityCanNotBeQueried() {
        device.firmware()
                .settings(FirmwareSettings.defaults()
                        .withForced(FirmwareFunction.QUERY_CAPABILITY, new FirmwareStatus(5, 0)));

        assertThat(calls.write(GOOD)).isEqualTo("EBUSY");

        assertThat(calls.stage()).isEqualTo("0");
    }

    @Test
    void tooLargeACapsuleLeavesTheBufferAlone() {
        assertThat(calls.write(GOOD)).isEqualTo("length");

        assertThat(calls.write(new CapsuleBuilder()
                        .mark(PayloadMark.BAD_SIGNATURE)
                        .paddedTo((1 << 20) + 1)
                        .build()))
                .isEqualTo("EINVAL");

        assertThat(calls.stage()).isEqualTo("0");
    }

    @Test
    void stagingTakesTheCapsule() {
        assertThat(calls.write(GOOD)).isEqualTo("length");
        assertThat(calls.stage()).isEqualTo("0");

        assertThat(calls.stage()).as("again, without loading").isEqualTo("EBUSY 2/0x1");
        assertThat(calls.activate()).as("what was staged before is still there").isEqualTo("0");
        assertThat(calls.activate()).as("again").isEqualTo("EBUSY 2/0x20");
    }

    @Test
    void bufferCanShrinkAndGrowAndKeepsWhatFits() {
        assertThat(calls.write(GOOD)).isEqualTo("length");

        device.firmware().settings(FirmwareSettings.defaults().withBufferSize(4096));
        assertThat(calls.write(new CapsuleBuilder().paddedTo(4097).build())).isEqualTo("EINVAL");
        device.firmware().settings(FirmwareSettings.defaults().withBufferSize(2 << 20));

        assertThat(calls.stage()).isEqualTo("0");
        assertThat(calls.write(new CapsuleBuilder().paddedTo(2 << 20).build())).isEqualTo("length");
        assertThat(calls.stage()).isEqualTo("0");
    }

    @Test
    void anyBytesGetAnAnswer() throws ErrnoException {
        final Random random = new Random(1080);
        for (int round = 0; round < 2_000; round++) {
            final byte[] bytes = GOOD.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            final SimulatedUpdateDevice fresh = new SimulatedUpdateDevice(
                    0,
                    new EmulatedFirmware(
                            PlatformCapability.atPowerOn(),
                            FirmwareSettings.defaults().withBufferSize(4096),
                            time -> {}),
                    VersionRule.SVN);
            try (Calls other = Calls.on(fresh)) {
                assertThat(other.write(bytes)).isIn("length", "EINVAL", "EIO");
                assertThat(other.stageAndActivate()).matches("0|EIO|EBUSY \\d/0x[0-9A-F]+");
            }
        }
    }
}
