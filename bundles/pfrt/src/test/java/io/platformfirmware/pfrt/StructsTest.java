// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.telemetry.LogChunk;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Golden bytes, written down from the offsets of the kernel's header, with numbers whose top bit is set. */
class StructsTest {

    private static final String DATA_INFO = "00000000" // status
            + "00000000" // ext_status
            + "00100080" + "00000000" // chunk1_addr_lo
            + "01000000" + "00000000" // chunk1_addr_hi
            + "000000f0" + "00000000" // chunk2_addr_lo
            + "000000c0" + "00000000" // chunk2_addr_hi
            + "00000180" // max_data_size
            + "020000f0" // chunk1_size
            + "03000080" // chunk2_size
            + "ffffffff" // rollover_cnt
            + "04000080" // reset_cnt
            + "efbeadde"; // padding

    @Test
    void theCountersAreUnsignedAndTheAddressesHaveTwoHalves() {
        assertThat(DATA_INFO).hasSize(2 * DataInfoStruct.SIZE);
        assertThat(DataInfoStruct.decode(bytes(DATA_INFO), LogType.HISTORY))
                .isEqualTo(new LogInfo(
                        LogType.HISTORY,
                        0x8001_0000L,
                        new LogChunk(0x1_8000_1000L, 0xF000_0002L),
                        new LogChunk(0xC000_0000_F000_0000L, 0x8000_0003L),
                        0xFFFF_FFFFL,
                        0x8000_0004L));
    }

    @Test
    void theSettingsAreThreeNumbers() {
        assertThat(InfoStruct.SIZE).isEqualTo(12);
        assertThat(InfoStruct.decode(bytes("04000000" + "01000000" + "02000000")))
                .isEqualTo(new InfoStruct(4, 1, 2));
        assertThat(InfoStruct.decode(bytes("f0ffffff" + "00000000" + "01000000")))
                .isEqualTo(new InfoStruct(-16, 0, 1));
    }

    @Test
    void whatIsLeftAloneIsANumberThatNoFieldCanHave() {
        assertThat(encoded(TelemetryChange.NOTHING)).isEqualTo("ffffffff" + "ffffffff" + "ffffffff");
        assertThat(encoded(TelemetryChange.of(LogLevel.VERBOSE))).isEqualTo("04000000" + "ffffffff" + "ffffffff");
        assertThat(encoded(TelemetryChange.of(LogType.EXECUTION))).isEqualTo("ffffffff" + "00000000" + "ffffffff");
        assertThat(encoded(new TelemetryChange(
                        Optional.of(LogLevel.ERROR), Optional.of(LogType.HISTORY), OptionalInt.of(2))))
                .isEqualTo("00000000" + "01000000" + "02000000");
    }

    private static String encoded(TelemetryChange change) {
        return HexFormat.of().formatHex(InfoStruct.of(change).encode());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
