// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.ErrnoException;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Linux's own driver was seen to answer (Linux 6.1.192, in a virtual machine over a firmware written in AML with the same
 * checks as {@link EmulatedFirmware}), row by row.
 */
class DriverErrnoTest {

    private static final int MIB = 1 << 20;
    private static final UUID OTHER = UUID.fromString("DEADBEEF-0000-1111-2222-333344445555");

    @ParameterizedTest
    @CsvSource(textBlock = """
            ok-code,        length, 0,            0
            ok-code-v2,     length, 0,            0
            ok-driver,      length, 0,            0
            ok-code-rt3,    length, 0,            0
            ok-code-emb,    length, 0,            0
            ok-code-max,    length, 0,            0
            ok-code-same,   length, 0,            0
            drv-too-big,    EINVAL, EBUSY 2/0x1,  EBUSY 2/0x20
            drv-img-ver0,   EINVAL, EBUSY 2/0x5,  EBUSY 2/0x20
            drv-img-ver3,   EINVAL, EBUSY 2/0x5,  EBUSY 2/0x20
            drv-img-type,   EINVAL, EBUSY 2/0x4,  EBUSY 2/0x20
            drv-code-old,   EINVAL, EBUSY 2/0x7,  EBUSY 2/0x20
            drv-svn-old,    EINVAL, EBUSY 2/0x7,  EBUSY 2/0x20
            drv-empty,      EINVAL, EBUSY 2/0x1,  EBUSY 2/0x20
            drv-1byte,      EINVAL, EBUSY 2/0x2,  EBUSY 2/0x20
            drv-trunc-img,  EINVAL, EBUSY 2/0x4,  EBUSY 2/0x20
            drv-trunc-pay,  EINVAL, EBUSY 2/0x6,  EBUSY 2/0x20
            fw-guid,        length, EBUSY 2/0x2,  EBUSY 2/0x20
            fw-image-size,  length, EBUSY 2/0x3,  EBUSY 2/0x20
            fw-platform,    length, EBUSY 2/0x6,  EBUSY 2/0x20
            fw-bad-sig,     length, EBUSY 6/0x10, EBUSY 2/0x20
            fw-act-fail,    length, 0,            EBUSY 3/0x21
            fw-retry,       length, EBUSY 4/0x11, EBUSY 2/0x20
            """)
    void capsuleInAnErasedBuffer(String capsule, String write, String stage, String activate) throws ErrnoException {
        try (Calls calls = Calls.on(SimulatedUpdateDevice.atPowerOn(0))) {
            assertAll(
                    () -> assertThat(calls.write(capsule(capsule))).as("write").isEqualTo(write),
                    () -> assertThat(calls.stage()).as("STAGE").isEqualTo(stage),
                    () -> assertThat(calls.activate()).as("ACTIVATE").isEqualTo(activate));
        }
    }

    @Test
    void retryIsSuggestedOnce() throws ErrnoException {
        try (Calls calls = Calls.on(SimulatedUpdateDevice.atPowerOn(0))) {
            calls.write(capsule("fw-retry"));
            assertThat(calls.stage()).isEqualTo("EBUSY 4/0x11");
            assertThat(calls.activate()).isEqualTo("EBUSY 2/0x20");

            assertThat(calls.stage()).isEqualTo("0");
            assertThat(calls.activate()).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wild-hdrsize", "wild-hdrsize-neg", "wild-certlen", "wild-counts"})
    void capsuleThatPointsOutsideTheBufferStopsTheKernel(String capsule) throws ErrnoException {
        final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
        try (Calls calls = Calls.on(device)) {
            assertThat(calls.write(capsule(capsule))).isEqualTo("EIO");

            assertThat(device.oopses())
                    .singleElement()
                    .asString()
                    .contains("of a communication buffer of 1048576 bytes");
            assertThat(calls.queryCapability()).isEqualTo("EIO");
            assertThat(calls.stage()).isEqualTo("EIO");
            assertThat(calls.write(capsule("ok-code"))).isEqualTo("EIO");
            assertThat(calls.lock()).isEqualTo("EIO");
            assertThat(calls.map(1)).isEqualTo("EIO");
        }
        assertThat(device.openChannels()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 0x8000_0001L})
    void everyFirmwareStatusIsBusy(long status) throws ErrnoException {
        final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
        try (Calls calls = Calls.on(device)) {
            force(device, FirmwareFunction.QUERY_CAPABILITY, status);
            assertThat(calls.queryCapability()).isEqualTo("EBUSY");
            assertThat(calls.write(capsule("ok-code"))).isEqualTo("EBUSY");

            force(device, FirmwareFunction.QUERY_BUFFER, status);
            assertThat(calls.queryCapability()).isEqualTo("0");
            assertThat(calls.write(capsule("ok-code"))).isEqualTo("EBUSY");

            force(device, FirmwareFunction.START, status);
            assertThat(calls.write(capsule("ok-code"))).isEqualTo("length");
            final String busy = String.format("EBUSY %d/0x7", status);
            assertThat(calls.stage()).isEqualTo(busy);
            assertThat(calls.activate()).isEqualTo(busy);
            assertThat(calls.stageAndActivate()).isEqualTo(busy);

            device.firmware().settings(FirmwareSettings.defaults());
            assertThat(calls.stage()).as("what lay in the buffer still does").isEqualTo("0");
        }
    }

    @Test
    void answerThatIsNotUnderstoodIsInvalid() throws ErrnoException {
        final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
        final FirmwareSettings defaults = FirmwareSettings.defaults();
        try (Calls calls = Calls.on(device)) {
            device.firmware().settings(defaults.withMalformedAnswer(FirmwareFunction.QUERY_CAPABILITY));
            assertThat(calls.queryCapability()).isEqualTo("EINVAL");
            assertThat(calls.write(capsule("ok-code"))).isEqualTo("EINVAL");

            device.firmware().settings(defaults.withMalformedAnswer(FirmwareFunction.QUERY_BUFFER));
            assertThat(calls.write(capsule("ok-code"))).isEqualTo("EINVAL");

            device.firmware().settings(defaults.withMalformedAnswer(FirmwareFunction.START));
            assertThat(calls.stage()).isEqualTo("EINVAL");
            assertThat(device.firmware().lastStatus(FirmwareFunction.START)).isEmpty();
        }
    }

    @Test
    void orderOfCallsIsForTheFirmwareToJudge() throws ErrnoException {
        try (Calls calls = Calls.on(SimulatedUpdateDevice.atPowerOn(0))) {
            assertThat(calls.stage()).isEqualTo("EBUSY 2/0x1");
            assertThat(calls.stageAndActivate()).isEqualTo("EBUSY 2/0x1");
            assertThat(calls.activate()).isEqualTo("EBUSY 2/0x20");
        }
    }

    @Test
    void otherCalls() throws ErrnoException {
        final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
        try (Calls reader = Calls.on(device, Access.READ_ONLY);
                Calls second = Calls.on(device)) {
            assertThat(reader.write(capsule("ok-code"))).isEqualTo("EBADF");
            assertThat(device.writes()).isZero();
            assertThat(second.write(capsule("ok-code"))).isEqualTo("length");
            assertThat(reader.stage()).as("ioctl on a read-only descriptor").isEqualTo("0");

            assertThat(reader.map(4096)).isEqualTo("ENODEV");
            assertThat(reader.map(0)).isEqualTo("EINVAL");

            assertThat(reader.setRevision(0)).isEqualTo("EINVAL");
            assertThat(reader.setRevision(3)).isEqualTo("EINVAL");
            assertThat(reader.setRevision(-1)).isEqualTo("EINVAL");
            assertThat(reader.setRevision(2)).isEqualTo("0");
            assertThat(reader.setRevision(1)).isEqualTo("0");
            assertThat(reader.ioctl(0x4004EE01)).as("SET_REV of a bad pointer").isEqualTo("EFAULT");
            assertThat(reader.ioctl(0x805CEE05))
                    .as("QUERY_CAP of a bad pointer")
                    .isEqualTo("EFAULT");

            assertThat(reader.ioctl(0x800CEE07, new byte[12]))
                    .as("the other device's")
                    .isEqualTo("ENOTTY");
            assertThat(reader.ioctl(0x4004EE05)).isEqualTo("ENOTTY");
            assertThat(reader.ioctl(0)).isEqualTo("ENOTTY");
        }
    }

    @Test
    void firmwareJudgesBeforeThePointer() throws ErrnoException {
        final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
        force(device, FirmwareFunction.QUERY_CAPABILITY, 5);
        try (Calls calls = Calls.on(device)) {
            assertThat(calls.ioctl(0x805CEE05)).isEqualTo("EBUSY");
        }
    }

    private static void force(SimulatedUpdateDevice device, FirmwareFunction function, long status) {
        device.firmware().settings(FirmwareSettings.defaults().withForced(function, new FirmwareStatus(status, 7)));
    }

    private static byte[] capsule(String name) {
        final byte[] good = code().build();
        return switch (name) {
            case "ok-code" -> good;
            case "ok-code-v2" -> code().imageHeaderVersion(2).build();
            case "ok-driver" -> driver().build();
            case "ok-code-rt3" -> code().runtimeVersion(3).build();
            case "ok-code-emb" -> code().items(2, 1).build();
            case "ok-code-max" -> code().paddedTo(MIB).build();
            case "ok-code-same" -> code().runtimeVersion(1).build();
            case "drv-too-big" -> code().paddedTo(MIB + 1).build();
            case "drv-img-ver0" -> code().imageHeaderVersion(0).build();
            case "drv-img-ver3" -> code().imageHeaderVersion(3).build();
            case "drv-img-type" -> code().imageType(OTHER).build();
            case "drv-code-old" -> code().runtimeVersion(0).build();
            case "drv-svn-old" -> driver().svn(0).build();
            case "drv-empty" -> new byte[0];
            case "drv-1byte" -> Arrays.copyOf(good, 1);
            case "drv-trunc-img" -> Arrays.copyOf(good, 40);
            case "drv-trunc-pay" -> Arrays.copyOf(good, 140 + 16);
            case "fw-guid" -> code().capsuleGuid(OTHER).build();
            case "fw-image-size" -> code().capsuleImageSize(2 * MIB).build();
            case "fw-platform" -> code().platformId(OTHER).build();
            case "fw-bad-sig" -> code().mark(PayloadMark.BAD_SIGNATURE).build();
            case "fw-act-fail" -> code().mark(PayloadMark.ACTIVATION_FAILURE).build();
            case "fw-retry" -> code().mark(PayloadMark.RETRY).build();
            case "wild-hdrsize" -> code().headerSize(2 * MIB).build();
            case "wild-hdrsize-neg" -> code().headerSize(0xFFFF_F000L).build();
            case "wild-certlen" -> code().certificateLength(2 * MIB).build();
            case "wild-counts" -> code().claimedItems(0xFFFF).build();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static CapsuleBuilder code() {
        return new CapsuleBuilder();
    }

    private static CapsuleBuilder driver() {
        return new CapsuleBuilder().type(ImageType.DRIVER_UPDATE);
    }
}
