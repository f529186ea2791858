// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both rules by which kernels judge versions, and the versions that move when an update is activated. */
class DriverVersionTest {

    private final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);

    @ParameterizedTest
    @CsvSource(textBlock = """
            SVN,             CODE_INJECTION, 0,          9, EINVAL
            SVN,             CODE_INJECTION, 1,          0, length
            SVN,             CODE_INJECTION, 4294967295, 0, length
            SVN,             DRIVER_UPDATE,  9,          0, EINVAL
            SVN,             DRIVER_UPDATE,  0,          1, length
            RUNTIME_VERSION, CODE_INJECTION, 0,          9, EINVAL
            RUNTIME_VERSION, CODE_INJECTION, 1,          0, length
            RUNTIME_VERSION, DRIVER_UPDATE,  1,          0, length
            RUNTIME_VERSION, DRIVER_UPDATE,  0,          9, EINVAL
            """)
    void kernelComparesUnsigned(VersionRule rule, ImageType type, long runtimeVersion, long svn, String outcome)
            throws ErrnoException {
        device.versionRule(rule);
        try (Calls calls = Calls.on(device)) {
            assertThat(calls.write(new CapsuleBuilder()
                            .type(type)
                            .runtimeVersion(runtimeVersion)
                            .svn(svn)
                            .build()))
                    .isEqualTo(outcome);
        }
    }

    @Test
    void codeInjectionMovesTheCodeVersion() throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            calls.write(new CapsuleBuilder().runtimeVersion(7).svn(8).build());
            assertThat(calls.stage()).isEqualTo("0");
            assertThat(device.firmware().capability()).isEqualTo(PlatformCapability.atPowerOn());

            assertThat(calls.activate()).isEqualTo("0");
        }
        final PlatformCapability after = device.firmware().capability();
        assertThat(after).isEqualTo(PlatformCapability.atPowerOn().codeInjected(7));
        assertThat(after.firmwareVersion()).isEqualTo(0x0001_0001);
        assertThat(after.codeRuntimeVersion()).isEqualTo(7);
        assertThat(after.driverSvn()).isEqualTo(1);
    }

    @Test
    void driverUpdateMovesTheDriverVersions() throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            calls.write(new CapsuleBuilder()
                    .type(ImageType.DRIVER_UPDATE)
                    .runtimeVersion(7)
                    .svn(8)
                    .build());
            assertThat(calls.stageAndActivate()).isEqualTo("0");
        }
        final PlatformCapability after = device.firmware().capability();
        assertThat(after.firmwareVersion()).isEqualTo(0x0001_0001);
        assertThat(after.codeRuntimeVersion()).isEqualTo(1);
        assertThat(after.driverRuntimeVersion()).isEqualTo(7);
        assertThat(after.driverSvn()).isEqualTo(8);
    }

    @Test
    void failedActivationDropsWhatWasStagedAndMovesNothing() throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            calls.write(
                    new CapsuleBuilder().mark(PayloadMark.ACTIVATION_FAILURE).build());
            assertThat(calls.stageAndActivate()).isEqualTo("EBUSY 3/0x21");
            assertThat(calls.activate()).isEqualTo("EBUSY 2/0x20");
        }
        assertThat(device.firmware().capability()).isEqualTo(PlatformCapability.atPowerOn());
    }

    @Test
    void firmwareRefusesWhatTheKernelLetsPass() throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            assertThat(calls.write(
                            new CapsuleBuilder().hardwareVersion(0x0001_0001).build()))
                    .isEqualTo("length");
            assertThat(calls.stage()).isEqualTo("EBUSY 2/0x8");

            assertThat(calls.write(new CapsuleBuilder().payloadHeaderSize(4096).build()))
                    .isEqualTo("length");
            assertThat(calls.stage()).isEqualTo("EBUSY 2/0x3");
        }
    }

    @Test
    void payloadWithoutAMarkIsNotAuthentic() throws ErrnoException {
        final byte[] unknownMark = new CapsuleBuilder().build();
        unknownMark[180] = 'x';
        try (Calls calls = Calls.on(device)) {
            assertThat(calls.write(unknownMark)).isEqualTo("length");
            assertThat(calls.stage()).isEqualTo("EBUSY 6/0x10");
        }
    }

    @Test
    void revisionReachesTheFirmwareAndOutlivesTheChannel() throws ErrnoException {
        try (Calls calls = Calls.on(device)) {
            calls.queryCapability();
            assertThat(device.firmware().lastRevision()).hasValue(1);
            assertThat(calls.setRevision(2)).isEqualTo("0");
            assertThat(device.firmware().lastRevision())
                    .as("the kernel keeps it to itself")
                    .hasValue(1);
        }
        try (Calls calls = Calls.on(device)) {
            calls.queryCapability();
        }
        assertThat(device.revision()).isEqualTo(2);
        assertThat(device.firmware().lastRevision()).hasValue(2);
    }
}
