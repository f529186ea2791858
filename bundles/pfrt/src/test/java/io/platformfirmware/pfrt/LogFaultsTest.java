// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.simulator.TelemetryFault;
import io.platformfirmware.simulator.TelemetryFunction;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.LogSnapshot.Content;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A firmware that describes its log wrongly costs an answer, never a byte or a mapping of something else. */
class LogFaultsTest extends OnTheBench {

    private static final String FIRST = "what was there before\n";
    private static final String NEXT = "what came with the fault\n";

    private LogPosition before;

    @BeforeEach
    void write() throws Exception {
        bench.write(FIRST);
        before = service.position();
        bench.write(NEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_ADDRESS,        LOG_UNAVAILABLE,  'the firmware gives the log no address'",
        "UNALIGNED_ADDRESS, LOG_UNAVAILABLE,  'is not at the start of a page'",
        "UNALIGNED_SIZE,    LOG_UNAVAILABLE,  'its capacity of 8176 bytes is not a number of whole pages'",
        "NO_SIZE,           LOG_UNAVAILABLE,  'the firmware gives the log no room'",
        "MALFORMED_DATA,    DRIVER_REFUSED,   'gave an answer that Linux does not understand'",
        "WRONG_ELEMENT,     FIRMWARE_REFUSED, 'a status other than success'"
    })
    void isAFailureAndPassesNothingOver(TelemetryFault fault, FailureReason reason, String message) throws Exception {
        bench.fault(fault);

        final FirmwareException snapshot = failure(service::snapshot);
        final FirmwareException since = failure(() -> service.since(before));

        assertThat(snapshot.reason()).isEqualTo(reason);
        assertThat(snapshot).hasMessageStartingWith("pfrt-sim0: ").hasMessageContaining(message);
        assertThat(snapshot.failure().nextStep()).isPresent();
        assertThat(since.reason()).isEqualTo(reason);
        bench.behave();
        assertThat(service.snapshot().bytes().text()).isEqualTo(FIRST + NEXT);
        assertThat(service.since(before).bytes().text()).isEqualTo(NEXT);
    }

    @Test
    void isAFailureWithoutAnAddressAlsoWhereTheLogRolledOver() {
        bench.write("x".repeat(LogSettings.DEFAULT_EXECUTION_SIZE + 1));
        bench.fault(TelemetryFault.NO_ADDRESS);

        assertThat(failure(service::snapshot)).hasMessageContaining("the firmware gives the log no address");
        assertThat(failure(() -> service.since(before))).hasMessageContaining("the firmware gives the log no address");
    }

    @ParameterizedTest
    @CsvSource({
        "CHUNK1_OUTSIDE,  'chunk 1 (8145 bytes at 0x'",
        "CHUNK1_OVERLAP,  'does not lie between the end of chunk 2 (47 bytes at 0x'",
        "SIZES_TOO_LARGE, 'chunk 2 has 8193 bytes, the log has room for 8192'"
    })
    void costsTheOrderWhereTheSizesMakeNoSense(TelemetryFault fault, String why) throws Exception {
        bench.fault(fault);

        final LogSnapshot snapshot = service.snapshot();
        final FirmwareException since = failure(() -> service.since(before));

        assertThat(snapshot.content()).isEqualTo(Content.RAW);
        assertThat(snapshot.warning())
                .get()
                .asString()
                .contains("the whole buffer")
                .contains(why);
        assertThat(snapshot.bytes().size()).isEqualTo(LogSettings.DEFAULT_EXECUTION_SIZE);
        assertThat(snapshot.bytes().text()).startsWith(FIRST + NEXT);
        assertThat(since.reason()).isEqualTo(FailureReason.LOG_UNAVAILABLE);
        assertThat(since).hasMessageContaining(why);
        assertThat(since.failure().nextStep()).get().asString().contains("--raw");
        assertThat(service.rawDump(Optional.empty()).warning()).isEmpty();
        bench.behave();
        assertThat(service.since(before).bytes().text()).isEqualTo(NEXT);
    }

    @Test
    void doesNotMatterToTheCounters() throws Exception {
        bench.fault(TelemetryFault.SIZES_TOO_LARGE);

        assertThat(service.info().chunk1().size()).isEqualTo(0xFFFF_FFFFL);
        assertThat(service.info().chunk2().size()).isEqualTo(LogSettings.DEFAULT_EXECUTION_SIZE + 1);
    }

    @Test
    void mayBeAStatus() {
        bench.refuse(TelemetryFunction.GET_DATA);

        final FirmwareException e = failure(service::info);

        assertThat(e.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(e)
                .hasMessageStartingWith("pfrt-sim0: query log: ")
                .hasMessageContaining("ioctl PFRT_LOG_IOC_GET_DATA_INFO: EBUSY");
        assertThat(e.failure().likelyCauses()).first().asString().contains("since power on");
        assertThat(reason(() -> service.since(before))).isEqualTo(FailureReason.FIRMWARE_REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "EAGAIN, LOG_UNAVAILABLE,  nopat",
        "EROFS,  IO_ERROR,         EROFS",
        "ENOMEM, IO_ERROR,         ENOMEM",
        "EINVAL, DRIVER_REFUSED,   dmesg",
        "EBUSY,  FIRMWARE_REFUSED, dmesg",
        "ENODEV, LOG_UNAVAILABLE,  'not one of whole pages of this kernel'",
        "EBADF,  DEVICE_GONE,      pfrt:list",
        "EPERM,  PERMISSION_DENIED, udev"
    })
    void mayBeARefusedMapping(Errno errno, FailureReason reason, String text) {
        final PfrtTelemetryService refusing = bench.over(new WatchedDevice(bench.device, call -> {
            if (call.equals(WatchedDevice.MAP)) {
                throw new ErrnoException("mmap", "node", errno);
            }
        }));

        final FirmwareException e = failure(refusing::snapshot);

        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e.failure().toString() + e.failure().nextStep())
                .contains("(mmap: " + errno)
                .contains(text);
    }

    @Test
    void isNotTakenForAMappingThatWasRefusedBecauseTheDeviceWent() {
        final PfrtTelemetryService going = bench.over(new WatchedDevice(bench.device, call -> {
            if (call.equals(WatchedDevice.MAP)) {
                bench.device.remove();
            }
        }));

        assertThat(reason(going::snapshot)).isEqualTo(FailureReason.DEVICE_GONE);
        assertThat(reason(going::snapshot)).isEqualTo(FailureReason.DEVICE_GONE);
    }

    @Test
    void isNotMappedWhenItIsLargerThanAnyLog() {
        final long tooLarge = LogLayout.MAX_CAPACITY + LogSettings.PAGE;
        final ClaimingDevice claiming = new ClaimingDevice(
                () -> new byte[InfoStruct.SIZE], () -> ClaimingDevice.data(tooLarge, 0, 0, 1 << 20, 100, 0));
        final PfrtTelemetryService over = bench.over(claiming);

        final FirmwareException e = failure(over::snapshot);

        assertThat(e.reason()).isEqualTo(FailureReason.LOG_UNAVAILABLE);
        assertThat(e).hasMessageContaining("claims a log of 67112960 bytes; more than 67108864 are not mapped");
        assertThat(reason(() -> over.since(before))).isEqualTo(FailureReason.LOG_UNAVAILABLE);
        assertThat(reason(() -> over.rawDump(Optional.empty()))).isEqualTo(FailureReason.LOG_UNAVAILABLE);
        assertThat(claiming.mostMapped()).isZero();
        assertThat(claiming.open()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 'log type 2'", "-16, 1, 'log type -16'", "0, 0, 'log revision 0'", "1, 3, 'log revision 3'"})
    void isTheWrongDriversWhenTypeOrRevisionCanNotBe(int type, int revision, String what) {
        final byte[] struct = ByteBuffer.allocate(InfoStruct.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(2)
                .putInt(type)
                .putInt(revision)
                .array();
        final PfrtTelemetryService over =
                bench.over(new ClaimingDevice(() -> struct, () -> new byte[DataInfoStruct.SIZE]));

        assertThat(failure(over::settings))
                .hasMessageContaining("the node is not one of the telemetry driver: " + what)
                .extracting(FirmwareException::reason)
                .isEqualTo(FailureReason.DRIVER_REFUSED);
    }
}
