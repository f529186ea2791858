// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.ErrnoException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Linux's own driver was seen to answer (Linux 6.1.192, over a firmware written in AML), row by row. */
class TelemetryErrnoTest {

    private static final long EXECUTION = 0x1A_2B3C_4000L;
    private static final long HISTORY = 0x2_F000_0000L;
    private static final int STAGE = 0x4004EE02;

    private EmulatedFirmware firmware;
    private SimulatedTelemetryDevice device;
    private TelemetryCalls calls;

    @BeforeEach
    void open() throws ErrnoException {
        final long[] addresses = {EXECUTION, HISTORY};
        final int[] next = {0};
        firmware = new EmulatedFirmware(
                PlatformCapability.atPowerOn(),
                FirmwareSettings.defaults(),
                Delay.realTime(),
                () -> addresses[next[0]++]);
        device = new SimulatedTelemetryDevice(0, firmware);
        calls = TelemetryCalls.on(device);
    }

    @AfterEach
    void close() {
        calls.close();
        assertThat(device.mappings()).isZero();
        assertThat(device.openChannels()).isZero();
    }

    @Test
    void informationIs12Bytes() throws ErrnoException {
        calls.setInfo(4, 1, 2);
        final byte[] struct = new byte[12];
        calls.channel().ioctl(0x800CEE07, struct);

        assertThat(hex(struct)).isEqualTo("04000000 01000000 02000000".replace(" ", ""));
    }

    @Test
    void setInformationIsReadFrom12Bytes() throws ErrnoException {
        calls.channel().ioctl(0x400CEE06, HexFormat.of().parseHex("010000000100000002000000"));

        assertThat(calls.getInfo()).isEqualTo("1 1 2");
    }

    @Test
    void dataInformationIs64Bytes() throws ErrnoException {
        start();
        firmware.resetLog();
        firmware.log(LineLevel.ERROR, new byte[8192 + 0x123]);
        final byte[] struct = new byte[64];
        calls.channel().ioctl(0x8040EE08, struct);

        assertThat(hex(struct))
                .isEqualTo(
                        ("00000000 00000000" // status, ext_status
                                        + "23413c2b00000000 1a00000000000000" // chunk1_addr_lo, chunk1_addr_hi
                                        + "00403c2b00000000 1a00000000000000" // chunk2_addr_lo, chunk2_addr_hi
                                        + "00200000 dd1e0000 23010000" // max_data_size, chunk1_size, chunk2_size
                                        + "01000000 02000000 00000000") // rollover_cnt, reset_cnt, padding
                                .replace(" ", ""));
    }

    @Test
    void paddingIsZeroEvenOverTheCallersBytes() throws ErrnoException {
        final byte[] struct = new byte[64];
        Arrays.fill(struct, (byte) 0xEE);
        calls.channel().ioctl(0x8040EE08, struct);

        assertThat(hex(struct)).endsWith("00000000");
    }

    @Test
    void powerOn() throws ErrnoException {
        assertThat(calls.getInfo()).isEqualTo("2 0 1");
        assertThat(calls.data()).isEqualTo(new TelemetryCalls.Data(0, 0, 8192, 0, 0, 0, 0));
        calls.setInfo(-1, 1, -1);
        assertThat(calls.data()).isEqualTo(new TelemetryCalls.Data(0, 0, 4096, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0,  0,  1,  0 0 1
            1,  1,  2,  1 1 2
            2,  0,  1,  2 0 1
            4,  1,  1,  4 1 1
            3,  1,  2,  2 1 2
            5,  -1, -1, 2 0 1
            -1, -1, -1, 2 0 1
            -1, 2,  3,  2 0 1
            -1, 1,  0,  2 1 1
            99, 99, 99, 2 0 1
            0,  -1, -1, 0 0 1
            """)
    void valueThatDoesNotExistIsIgnored(int level, int type, int revision, String after) {
        assertThat(calls.setInfo(level, type, revision)).isEqualTo("0");
        assertThat(calls.getInfo()).isEqualTo(after);
    }

    @Test
    void levelGoesToTheFirmwareWithTheNewRevision() {
        calls.setInfo(-1, -1, 2);
        assertThat(firmware.lastTelemetryRevision())
                .as("nothing to tell the firmware")
                .isEqualTo(OptionalInt.empty());
        calls.setInfo(4, -1, 1);
        assertThat(firmware.lastTelemetryRevision()).hasValue(1);
        calls.setInfo(1, -1, 2);
        assertThat(firmware.lastTelemetryRevision()).hasValue(2);
        assertThat(firmware.logLevel()).isEqualTo(LineLevel.WARNING);
        assertThat(firmware.lastRevision()).as("the update driver has its own").isEqualTo(OptionalInt.empty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 0x8000_0001L})
    void firmwareStatusOfSetLevelIsBusyAndLeavesTheTypeButNotTheRevision(long status) {
        force(TelemetryFunction.SET_LEVEL, status);

        assertThat(calls.setInfo(4, 1, 2)).isEqualTo("EBUSY");
        assertThat(calls.getInfo()).isEqualTo("2 0 2");
        assertThat(calls.setInfo(-1, 1, -1)).as("without a level").isEqualTo("0");
        assertThat(calls.getInfo()).isEqualTo("2 1 2");
    }

    @Test
    void malformedAnswerToSetLevelIsInvalidAndLeavesTheTypeButNotTheRevision() {
        fault(TelemetryFault.MALFORMED_SET_LEVEL);

        assertThat(calls.setInfo(4, 1, 2)).isEqualTo("EINVAL");
        assertThat(calls.getInfo()).isEqualTo("2 0 2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 0x8000_0001L})
    void firmwareStatusOfGetLevelIsALevel(long status) {
        calls.setInfo(-1, 1, 2);
        force(TelemetryFunction.GET_LEVEL, status);

        assertThat(calls.getInfo()).isEqualTo("0xFFFFFFF0 1 2");
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_ELEMENT, 0xFFFFFFF0 0 1",
        "MALFORMED_GET_LEVEL, 0xFFFFFFEA 0 1",
        "WRONG_LEVEL, 3 0 1",
    })
    void otherAnswersToGetLevelAreLevelsToo(TelemetryFault fault, String information) {
        fault(fault);

        assertThat(calls.getInfo()).isEqualTo(information);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 0x8000_0001L})
    void firmwareStatusOfGetDataIsBusy(long status) throws ErrnoException {
        start();
        force(TelemetryFunction.GET_DATA, status);

        assertThat(calls.getDataInfo()).isEqualTo("EBUSY");
        assertThat(calls.map(1)).isEqualTo("EBUSY");
    }

    @ParameterizedTest
    @CsvSource({"WRONG_ELEMENT, EBUSY", "MALFORMED_DATA, EINVAL"})
    void answerToGetDataThatIsNotUnderstood(TelemetryFault fault, String errno) throws ErrnoException {
        start();
        fault(fault);

        assertThat(calls.getDataInfo()).isEqualTo(errno);
        assertThat(calls.map(1)).isEqualTo(errno);
    }

    @Test
    void failureLeavesTheCallersBytes() {
        force(TelemetryFunction.GET_DATA, 5);
        final byte[] struct = new byte[64];
        Arrays.fill(struct, (byte) 0x55);

        assertThat(TelemetryCalls.outcome(() -> calls.channel().ioctl(0x8040EE08, struct)))
                .isEqualTo("EBUSY");
        assertThat(struct).containsOnly(0x55);
    }

    @Test
    void badPointer() {
        assertThat(calls.ioctl(0x400CEE06)).isEqualTo("EFAULT");
        assertThat(calls.ioctl(0x800CEE07)).isEqualTo("EFAULT");
        assertThat(calls.ioctl(0x8040EE08)).isEqualTo("EFAULT");

        force(TelemetryFunction.GET_DATA, 5);
        assertThat(calls.ioctl(0x8040EE08))
                .as("the firmware judges before the pointer")
                .isEqualTo("EBUSY");
        force(TelemetryFunction.GET_LEVEL, 5);
        assertThat(calls.ioctl(0x800CEE07)).isEqualTo("EFAULT");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x4004EE01, 0x4004EE02, 0x4004EE04, 0x805CEE05, 0x803CEE08, 0x400CEE07})
    void otherRequestsAreNotForThisDevice(int request) {
        assertThat(calls.ioctl(request)).isEqualTo("ENOTTY");
    }

    @Test
    void argumentHasTheSizeThatTheRequestCodes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calls.channel().ioctl(0x8040EE08, new byte[60]))
                .withMessageContaining("64");
    }

    @Test
    void thereIsNothingToWrite() throws ErrnoException {
        assertThat(calls.write(new byte[1])).as("read-only").isEqualTo("EBADF");
        try (var writer = device.open(Access.READ_WRITE)) {
            assertThat(TelemetryCalls.outcome(() -> writer.write(new byte[1]))).isEqualTo("EINVAL");
            assertThat(TelemetryCalls.outcome(() -> writer.write(new byte[0]))).isEqualTo("EINVAL");
        }
    }

    @Test
    void mapBeforeTheFirstStart() throws ErrnoException {
        firmware.log(LineLevel.ERROR, new byte[10000]);

        assertThat(calls.map(4096)).isEqualTo("ENODEV");
        start();
        assertThat(calls.map(4096)).isEqualTo("0");
    }

    @Test
    void startThatTheKernelDoesNotUnderstandIsNone() throws ErrnoException {
        firmware.settings(FirmwareSettings.defaults().withMalformedAnswer(FirmwareFunction.START));
        start();
        assertThat(calls.map(4096)).isEqualTo("ENODEV");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, EINVAL",
        "0, -1, EINVAL",
        "0, 1, 0",
        "0, 4097, 0",
        "0, 8192, 0",
        "0, 8193, EINVAL",
        "1, 1, 0",
        "1, 4096, 0",
        "1, 4097, EINVAL",
        "1, 9223372036854775807, EINVAL"
    })
    void mapsUpToTheSizeOfTheLog(int type, long length, String outcome) throws ErrnoException {
        start();
        calls.setInfo(-1, type, -1);

        assertThat(calls.map(length)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_ADDRESS, ENODEV", "UNALIGNED_ADDRESS, ENODEV", "UNALIGNED_SIZE, ENODEV", "NO_SIZE, EINVAL",
        "CHUNK1_OUTSIDE, 0", "CHUNK1_OVERLAP, 0", "SIZES_TOO_LARGE, 0", "WRONG_LEVEL, 0",
        "SET_IGNORED, 0", "MALFORMED_SET_LEVEL, 0", "MALFORMED_GET_LEVEL, 0"
    })
    void mapWithAFault(TelemetryFault fault, String outcome) throws ErrnoException {
        start();
        fault(fault);

        assertThat(calls.map(1)).isEqualTo(outcome);
        firmware.settings(FirmwareSettings.defaults());
        assertThat(calls.map(1)).as("without it").isEqualTo("0");
    }

    @Test
    void faultsOfTheLayout() throws ErrnoException {
        start();
        firmware.resetLog();
        firmware.log(LineLevel.ERROR, new byte[1000]);

        assertThat(dataWith(TelemetryFault.NO_ADDRESS)).isEqualTo(new TelemetryCalls.Data(0, 0, 8192, 0, 1000, 0, 2));
        assertThat(dataWith(TelemetryFault.UNALIGNED_ADDRESS))
                .isEqualTo(new TelemetryCalls.Data(0, EXECUTION + 16, 8192, 0, 1000, 0, 2));
        assertThat(dataWith(TelemetryFault.UNALIGNED_SIZE))
                .isEqualTo(new TelemetryCalls.Data(0, EXECUTION, 8176, 0, 1000, 0, 2));
        assertThat(dataWith(TelemetryFault.NO_SIZE)).isEqualTo(new TelemetryCalls.Data(0, EXECUTION, 0, 0, 1000, 0, 2));
        assertThat(dataWith(TelemetryFault.CHUNK1_OUTSIDE))
                .isEqualTo(new TelemetryCalls.Data(EXECUTION + (1L << 40) + 1000, EXECUTION, 8192, 7192, 1000, 1, 2));
        assertThat(dataWith(TelemetryFault.CHUNK1_OVERLAP))
                .isEqualTo(new TelemetryCalls.Data(EXECUTION + 500, EXECUTION, 8192, 7192, 1000, 1, 2));
        assertThat(dataWith(TelemetryFault.SIZES_TOO_LARGE))
                .isEqualTo(new TelemetryCalls.Data(EXECUTION + 1000, EXECUTION, 8192, -1, 8193, 1, 2));
    }

    @Test
    void claimedRolloverDoesNotHideARealOne() throws ErrnoException {
        start();
        firmware.log(LineLevel.ERROR, new byte[5 * 8192]);

        assertThat(dataWith(TelemetryFault.CHUNK1_OVERLAP).rollovers()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(
            value = TelemetryFault.class,
            names = {"WRONG_LEVEL", "SET_IGNORED", "MALFORMED_SET_LEVEL", "MALFORMED_GET_LEVEL"})
    void faultOfTheLevelLeavesTheDataAlone(TelemetryFault fault) throws ErrnoException {
        start();
        final TelemetryCalls.Data before = calls.data();

        assertThat(dataWith(fault)).isEqualTo(before);
    }

    @Test
    void levelThatIsAcknowledgedAndForgotten() {
        fault(TelemetryFault.SET_IGNORED);

        assertThat(calls.setInfo(4, 1, -1)).isEqualTo("0");
        assertThat(calls.getInfo()).isEqualTo("2 1 1");
    }

    private TelemetryCalls.Data dataWith(TelemetryFault fault) throws ErrnoException {
        fault(fault);
        return calls.data();
    }

    private void fault(TelemetryFault fault) {
        firmware.settings(
                FirmwareSettings.defaults().withLog(LogSettings.defaults().withFault(fault)));
    }

    private void force(TelemetryFunction function, long status) {
        firmware.settings(
                FirmwareSettings.defaults().withLog(LogSettings.defaults().withForced(function, status)));
    }

    /** Refused, because nothing is loaded; it counts all the same. */
    private void start() throws ErrnoException {
        try (Calls update = Calls.on(new SimulatedUpdateDevice(0, firmware, VersionRule.SVN))) {
            update.ioctl(STAGE);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
