// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriverReportTest {

    @ParameterizedTest
    @CsvSource({
        "0, DSM_SUCCEED",
        "1, DSM_FUNC_NOT_SUPPORT",
        "2, DSM_INVAL_INPUT",
        "3, DSM_HARDWARE_ERR",
        "4, DSM_RETRY_SUGGESTED",
        "5, DSM_UNKNOWN",
        "6, DSM_FUNC_SPEC_ERR"
    })
    void namesTheStatusAsLinuxDoes(long code, String symbol) {
        assertThat(DsmStatus.of(code).orElseThrow().symbol()).isEqualTo(symbol);
        assertThat(DsmStatus.of(code).orElseThrow().code()).isEqualTo(code);
        assertThat(report(OptionalLong.of(code), OptionalLong.empty()).answer())
                .contains("status " + code + " (" + symbol + ")");
    }

    @Test
    void writesTheExtendedStatusInHexadecimal() {
        assertThat(report(OptionalLong.of(6), OptionalLong.of(0x10)).answer())
                .contains("status 6 (DSM_FUNC_SPEC_ERR), extended status 0x10");
        assertThat(report(OptionalLong.of(0x8000_0001L), OptionalLong.of(0xFFFF_FFFFL))
                        .answer())
                .contains("status 2147483649, extended status 0xffffffff");
        assertThat(DsmStatus.of(7)).isEmpty();
    }

    @Test
    void hasNoAnswerWithoutAStatus() {
        assertThat(report(OptionalLong.empty(), OptionalLong.of(1)).answer()).isEmpty();
        assertThat(report(OptionalLong.empty(), OptionalLong.of(1)).isEmpty()).isFalse();
        assertThat(report(OptionalLong.empty(), OptionalLong.empty()).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x1_0000_0000L})
    void refusesWhatIsNoUnsignedNumber(long value) {
        assertThatIllegalArgumentException().isThrownBy(() -> report(OptionalLong.of(value), OptionalLong.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> report(OptionalLong.empty(), OptionalLong.of(value)));
    }

    private static DriverReport report(OptionalLong status, OptionalLong extended) {
        return new DriverReport(
                UpdatePhase.STAGE,
                status,
                extended,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }
}
