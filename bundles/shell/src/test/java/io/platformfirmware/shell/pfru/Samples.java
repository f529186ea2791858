// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.Guid;
import io.platformfirmware.SystemError;
import io.platformfirmware.telemetry.LogBytes;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleException;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CapsuleHeader;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CapsuleType;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.ImageAuthentication;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateTelemetry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Capsules, capabilities and records to test with. */
public final class Samples {

    static final Guid PLATFORM = Guid.of("11111111-2222-3333-4444-555555555555");
    static final Guid OEM = Guid.of("AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE");

    static final UpdateCapability CAPABILITY = capability(65536, 1);

    private static final Instant START = Instant.parse("2026-03-01T12:04:05Z");

    private Samples() {}

    public static UpdateCapability capability(long firmwareVersion, long codeRuntimeVersion) {
        return new UpdateCapability(
                3,
                CapsuleType.CODE_INJECTION.imageType(),
                firmwareVersion,
                codeRuntimeVersion,
                CapsuleType.DRIVER_UPDATE.imageType(),
                4,
                2,
                PLATFORM,
                OEM,
                0);
    }

    /** A well-formed code injection of this runtime version. */
    public static byte[] code(int runtimeVersion) {
        return capsule(CapsuleType.CODE_INJECTION, runtimeVersion, 0);
    }

    static byte[] driver(int runtimeVersion, int svn) {
        return capsule(CapsuleType.DRIVER_UPDATE, runtimeVersion, svn);
    }

    private static byte[] capsule(CapsuleType type, int runtimeVersion, int svn) {
        final int size = 168;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(CapsuleHeader.FIRMWARE_MANAGEMENT.toBytes())
                .putInt(CapsuleHeader.SIZE)
                .putInt(0x0001_0000)
                .putInt(size)
                // 28: firmware management header
                .putInt(1)
                .putShort((short) 0)
                .putShort((short) 1)
                .putLong(16)
                // 44: image header
                .putInt(2)
                .put(type.imageType().toBytes())
                .putInt(1)
                .putInt(size - 84)
                .putInt(0)
                .putLong(0)
                // 84: authentication
                .putLong(7)
                .putInt(ImageAuthentication.MIN_CERTIFICATE_LENGTH + 4)
                .putShort((short) ImageAuthentication.REVISION)
                .putShort((short) ImageAuthentication.TYPE_EFI_GUID)
                .put(ImageAuthentication.PKCS7.toBytes())
                .putInt(0x600D_600D)
                // 120: payload header
                .putInt(0x3149_4353)
                .putInt(1)
                .putInt(40)
                .putInt(65536)
                .putInt(runtimeVersion)
                .put(PLATFORM.toBytes())
                .putInt(svn)
                .array();
    }

    static Capsule parsed(byte[] bytes) {
        try {
            return Capsule.parse(CapsuleFile.of("/srv/code2.cap", bytes));
        } catch (final CapsuleException e) {
            throw new AssertionError(e);
        }
    }

    static CapsuleSummary summary() {
        return parsed(code(2)).summary();
    }

    static UpdateRecord succeeded(String id, int minute) {
        return succeeded(id, minute, UpdateRecord.Operation.UPDATE, summary());
    }

    static UpdateRecord succeeded(String id, int minute, UpdateRecord.Operation operation, CapsuleSummary capsule) {
        return record(
                id,
                minute,
                operation,
                capsule,
                Optional.of(capability(65537, 2)),
                UpdateRecord.Outcome.SUCCEEDED,
                Optional.empty());
    }

    static UpdateRecord failed(String id, int minute, Failure failure) {
        return record(
                id,
                minute,
                UpdateRecord.Operation.UPDATE,
                summary(),
                Optional.empty(),
                UpdateRecord.Outcome.FAILED,
                Optional.of(failure));
    }

    static UpdateRecord interrupted(String id, int minute) {
        return record(
                id,
                minute,
                UpdateRecord.Operation.UPDATE,
                summary(),
                Optional.empty(),
                UpdateRecord.Outcome.INTERRUPTED,
                Optional.empty());
    }

    private static UpdateRecord record(
            String id,
            int minute,
            UpdateRecord.Operation operation,
            CapsuleSummary capsule,
            Optional<UpdateCapability> after,
            UpdateRecord.Outcome outcome,
            Optional<Failure> failure) {
        final Instant start = START.plusSeconds(60L * minute);
        final boolean ended = outcome != UpdateRecord.Outcome.INTERRUPTED;
        return new UpdateRecord(
                id,
                "pfru0",
                "/dev/acpi_pfr_update0",
                false,
                operation,
                Optional.of("karaf"),
                start,
                ended ? Optional.of(start.plusSeconds(1)) : Optional.empty(),
                capsule,
                List.of(
                        new UpdateRecord.PhaseTime(UpdatePhase.CHECK, start, Optional.of(Duration.ofMillis(3))),
                        new UpdateRecord.PhaseTime(
                                UpdatePhase.STAGE,
                                start,
                                ended ? Optional.of(Duration.ofMillis(1240)) : Optional.empty())),
                Optional.of(CAPABILITY),
                after,
                outcome,
                failure,
                Optional.empty(),
                Optional.empty());
    }

    /** What the firmware wrote: it emptied its log when the update began. */
    static UpdateTelemetry telemetry(String text, TelemetryEvent... more) {
        final LogPosition place = LogPosition.beginning(LogType.EXECUTION);
        final List<TelemetryEvent> events = new ArrayList<>();
        events.add(new LogReset(place));
        if (!text.isEmpty()) {
            events.add(new LogWritten(LogBytes.of(text.getBytes(StandardCharsets.UTF_8)), place));
        }
        events.addAll(List.of(more));
        return new UpdateTelemetry("pfrt0", events, Optional.empty());
    }

    /** What the driver says of a refused stage. */
    static KernelDiagnostics diagnostics(Failure trouble) {
        return new KernelDiagnostics(
                List.of(
                        new DriverReport(
                                UpdatePhase.STAGE,
                                OptionalLong.of(6),
                                OptionalLong.of(16),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                false),
                        new DriverReport(
                                UpdatePhase.LOAD,
                                OptionalLong.empty(),
                                OptionalLong.of(7),
                                Optional.of(Duration.ofMillis(20)),
                                Optional.of(Duration.ZERO),
                                Optional.of(DriverRule.IMAGE_TYPE),
                                true,
                                true)),
                Optional.ofNullable(trouble));
    }

    /** Firmware that does not like the signature. */
    static Failure refusedByFirmware() {
        return Failure.of(FailureReason.FIRMWARE_REFUSED, "stage", "the firmware refused the capsule")
                .on("pfru0")
                .because(new SystemError("ioctl PFRU_IOC_STAGE", 16, "EBUSY", "Device or resource busy"))
                .likely("The signature is not one that the firmware trusts.", "The capsule is for other firmware.")
                .next("Read the telemetry of the update.");
    }
}
