// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the firmware writes to its log when it is asked to update. */
class UpdateLogTest {

    private static final UUID OTHER = UUID.fromString("DEADBEEF-0000-1111-2222-333344445555");

    private final SimulatedUpdateDevice device = SimulatedUpdateDevice.atPowerOn(0);
    private final SimulatedTelemetryDevice telemetry = new SimulatedTelemetryDevice(0, device.firmware());
    private Calls update;
    private TelemetryCalls calls;

    @BeforeEach
    void open() throws ErrnoException {
        update = Calls.on(device);
        calls = TelemetryCalls.on(telemetry);
    }

    @AfterEach
    void close() {
        calls.close();
        update.close();
    }

    @Test
    void stageAndActivate() throws ErrnoException {
        update.write(new CapsuleBuilder().build());

        update.stage();
        assertThat(lines())
                .containsExactly(
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage, Status = START",
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage, Status = SUCCESS");
        assertThat(calls.data().resets()).isEqualTo(1);

        update.activate();
        assertThat(lines())
                .as("activating does not clear it")
                .containsExactly(
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage, Status = START",
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage, Status = SUCCESS",
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = activate, Status = START",
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = activate, Status = SUCCESS,"
                                + " FirmwareVersion = 65537");
        assertThat(calls.data().resets()).isEqualTo(1);
    }

    @Test
    void everyStageClearsTheExecutionLogAndLeavesTheHistory() throws ErrnoException {
        for (int i = 0; i < 3; i++) {
            update.write(new CapsuleBuilder().runtimeVersion(2L + i).build());
            update.stageAndActivate();
        }

        assertThat(lines())
                .containsExactly(
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage-activate, Status = START",
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage-activate, Status = SUCCESS,"
                                + " FirmwareVersion = 65539");
        assertThat(calls.data().resets()).isEqualTo(3);

        calls.setInfo(-1, 1, -1);
        assertThat(lines()).hasSize(6);
        assertThat(calls.data().resets()).isZero();
    }

    @Test
    void checksAreVerbose() throws ErrnoException {
        calls.setInfo(4, -1, -1);
        update.write(new CapsuleBuilder().type(ImageType.DRIVER_UPDATE).svn(3).build());
        update.stageAndActivate();

        assertThat(lines().stream().filter(line -> line.startsWith("VERB  ")))
                .doesNotHaveDuplicates()
                .contains(
                        "VERB  [PfrUpdate.CheckCapsule] CapsuleGuid = 6dcbd5ed-e82d-4c44-bda1-7194199ad92a",
                        "VERB  [PfrUpdate.CheckVersion] SecureVersion = 3, Running = 1",
                        "VERB  [PfrUpdate.CheckFirmware] SupportedFirmwareVersion = 1, FirmwareVersion = 65536",
                        "VERB  [PfrUpdate.Authenticate] Mark = GOOD",
                        "VERB  [PfrUpdate.Activate] Staged = DRIVER_UPDATE, RuntimeVersion = 2, SecureVersion = 3");
        assertThat(lines().get(0)).startsWith("INFO  ").endsWith("Status = START");
        assertThat(lines()).allMatch(line -> line.matches("[A-Z]{4,5} {1,2}\\[PfrUpdate\\.[A-Za-z]+] [A-Z].* = .*"));
    }

    @Test
    void sameVersionAgainIsAWarning() throws ErrnoException {
        update.write(new CapsuleBuilder().runtimeVersion(1).build());
        update.stage();

        assertThat(lines())
                .contains("WARN  [PfrUpdate.CheckVersion] RuntimeVersion = 1, Running = 1,"
                        + " Reason = not newer than what runs");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalHasOneErrorLineAndAnEnd(Refusal refusal) throws ErrnoException {
        final boolean activation = refusal == Refusal.NOTHING_STAGED || refusal == Refusal.ACTIVATION;
        load(refusal);
        if (refusal == Refusal.ACTIVATION) {
            assertThat(update.stage()).isEqualTo("0");
            device.firmware().resetLog();
        }

        assertThat(activation ? update.activate() : update.stage()).startsWith("EBUSY");

        final String action = activation ? "activate" : "stage";
        final String values = switch (refusal) {
            case NOTHING_LOADED ->
                "CheckCapsule] CapsuleGuid = 00000000-0000-0000-0000-000000000000, Reason = nothing is loaded";
            case CAPSULE_GUID ->
                "CheckCapsule] CapsuleGuid = " + OTHER + ", Reason = not a firmware management capsule";
            case SIZES ->
                "CheckCapsule] HeaderSize = 28, CapsuleImageSize = 2097152,"
                        + " Reason = a size or an offset points out of the capsule";
            case IMAGE_TYPE -> "CheckImage] UpdateImageTypeId = " + OTHER + ", Reason = unknown image type";
            case IMAGE_HEADER_VERSION -> "CheckImage] Version = 3, Reason = unknown version of the image header";
            case PLATFORM ->
                "CheckPlatform] PlatformId = " + OTHER + ", Platform = " + PlatformCapability.PLATFORM_ID
                        + ", Reason = for another platform";
            case ROLLBACK -> "CheckVersion] RuntimeVersion = 0, Running = 1, Reason = older than what runs";
            case FIRMWARE_VERSION ->
                "CheckFirmware] SupportedFirmwareVersion = 131072, FirmwareVersion = 65536,"
                        + " Reason = for a newer platform firmware";
            case SIGNATURE -> "Authenticate] Mark = BAD_SIGNATURE, Reason = bad signature";
            case RETRY -> "Authenticate] Mark = RETRY, Reason = busy, retry suggested";
            case NOTHING_STAGED -> "Activate] Staged = none, Reason = nothing is staged";
            case ACTIVATION ->
                "Activate] Staged = CODE_INJECTION, Reason = activation failed, what was staged is dropped";
        };
        assertThat(lines())
                .containsExactly(
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = " + action + ", Status = START",
                        "ERROR [PfrUpdate." + values,
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = " + action
                                + String.format(
                                        ", Status = %d, ExtStatus = 0x%02X",
                                        refusal.status().status(),
                                        refusal.status().extStatus()));
    }

    @Test
    void offsetThatPointsOutOfTheBufferIsNamed() throws ErrnoException {
        device.firmware().settings(FirmwareSettings.defaults().withBufferSize(4096));
        // the driver would not survive it
        device.firmware()
                .queryBuffer(1)
                .orElseThrow()
                .value()
                .load(new CapsuleBuilder()
                        .headerSize(4094)
                        .capsuleImageSize(4096)
                        .build());
        update.stage();

        assertThat(lines())
                .contains(
                        "ERROR [PfrUpdate.CheckCapsule] Access = read of 2 bytes at offset 4098 of a communication buffer of"
                                + " 4096 bytes, Reason = a size or an offset points out of the capsule");
    }

    @Test
    void forcedStatusIsNamed() throws ErrnoException {
        device.firmware()
                .settings(FirmwareSettings.defaults()
                        .withForced(FirmwareFunction.START, new FirmwareStatus(0x8000_0001L, 7)));
        update.stageAndActivate();

        assertThat(lines())
                .containsExactly(
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage-activate, Status = START",
                        "ERROR [PfrUpdate.ProcessRuntimeUpdate] Reason = forced by the settings",
                        "INFO  [PfrUpdate.ProcessRuntimeUpdate] Action = stage-activate, Status = 2147483649,"
                                + " ExtStatus = 0x07");
    }

    @Test
    void failedActivationAfterStagingInOneCallIsOneError() throws ErrnoException {
        load(Refusal.ACTIVATION);
        assertThat(update.stageAndActivate()).isEqualTo("EBUSY 3/0x21");

        assertThat(lines()).hasSize(3).element(1).asString().startsWith("ERROR [PfrUpdate.Activate]");
    }

    @Test
    void levelIsAFilter() throws ErrnoException {
        final String[] marks = {"ERROR ", "WARN  ", "INFO  ", "VERB  "};
        final int[] levels = {0, 1, 2, 4};
        for (int i = 0; i < levels.length; i++) {
            calls.setInfo(levels[i], -1, -1);
            update.write(new CapsuleBuilder()
                    .runtimeVersion(1)
                    .mark(PayloadMark.BAD_SIGNATURE)
                    .build());
            update.stage();
            assertThat(lines().stream().map(line -> line.substring(0, 6)).distinct())
                    .as("level %d", levels[i])
                    .containsExactlyInAnyOrder(Arrays.copyOf(marks, i + 1));
        }
    }

    @Test
    void levelsHaveTheMarkThatLinesBeginWith() {
        assertThat(LineLevel.values())
                .extracting(LineLevel::mark)
                .containsExactly("ERROR ", "WARN  ", "INFO  ", "VERB  ");
    }

    private void load(Refusal refusal) {
        final CapsuleBuilder capsule = new CapsuleBuilder();
        switch (refusal) {
            case CAPSULE_GUID -> update.write(capsule.capsuleGuid(OTHER).build());
            case SIZES -> update.write(capsule.capsuleImageSize(2 << 20).build());
            case IMAGE_TYPE -> update.write(capsule.imageType(OTHER).build());
            case IMAGE_HEADER_VERSION ->
                update.write(capsule.imageHeaderVersion(3).build());
            case PLATFORM -> update.write(capsule.platformId(OTHER).build());
            case ROLLBACK -> update.write(capsule.runtimeVersion(0).build());
            case FIRMWARE_VERSION ->
                update.write(capsule.hardwareVersion(0x0002_0000).build());
            case SIGNATURE ->
                update.write(capsule.mark(PayloadMark.BAD_SIGNATURE).build());
            case RETRY -> update.write(capsule.mark(PayloadMark.RETRY).build());
            case ACTIVATION ->
                update.write(capsule.mark(PayloadMark.ACTIVATION_FAILURE).build());
            case NOTHING_LOADED, NOTHING_STAGED -> {}
        }
    }

    private List<String> lines() throws ErrnoException {
        final String log = calls.text();
        assertThat(log).endsWith("\n");
        return log.lines().toList();
    }
}
