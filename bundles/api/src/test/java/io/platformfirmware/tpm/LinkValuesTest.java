// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a link and its chip. */
final class LinkValuesTest {

    @Test
    void transactionsKeepTheirBytesToThemselves() {
        final byte[] given = {1, 2};
        final LinkTransaction transaction = new LinkTransaction(
                1,
                2,
                LinkTransaction.Kind.READ,
                0x018,
                0,
                2,
                given,
                0,
                LinkTransaction.Gate.OPEN,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty());

        given[0] = 9;
        transaction.data()[1] = 9;

        assertThat(transaction.data()).containsExactly(1, 2);
    }

    @Test
    void statisticsHaveEveryCounterInItsOrder() {
        final Map<LinkCounter, Long> given = new EnumMap<>(LinkCounter.class);
        given.put(LinkCounter.WAKES, 3L);
        final LinkStatistics statistics = new LinkStatistics(given);

        given.put(LinkCounter.WAKES, 4L);

        assertThat(statistics.values().keySet()).containsExactly(LinkCounter.values());
        assertThat(statistics.get(LinkCounter.WAKES)).isEqualTo(3);
        assertThat(statistics.get(LinkCounter.COMMANDS)).isZero();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> statistics.values().put(LinkCounter.WAKES, 5L));
    }

    @Test
    void reportsKeepTheirFindingsToThemselves() {
        final List<String> given = new ArrayList<>(List.of("a"));
        final SelfTestReport report =
                new SelfTestReport(Optional.empty(), "why", Optional.empty(), given, Optional.empty());

        given.add("b");

        assertThat(report.findings()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({
        "0x00281AE0, 0x1AE0, 0x0028, CR50",
        "0x504A6666, 0x6666, 0x504A, TI50",
        "0x50666666, 0x6666, 0x5066, TI50",
        "0x00281AE1, 0x1AE1, 0x0028, OTHER",
        "0xFFFFFFFF, 0xFFFF, 0xFFFF, OTHER",
        "0x00000000, 0x0000, 0x0000, OTHER"
    })
    void identitiesSayWhichChipItIs(String didVid, String vendor, String device, ChipFamily family) {
        final ChipIdentity identity = new ChipIdentity(Long.decode(didVid).intValue(), 0);

        assertThat(identity.vendorId()).isEqualTo(Integer.decode(vendor));
        assertThat(identity.deviceId()).isEqualTo(Integer.decode(device));
        assertThat(identity.family()).isEqualTo(family);
    }

    @Test
    void waitStrategiesAreReadByTheirNames() {
        assertThat(WaitStrategy.parse("hold-cs")).contains(WaitStrategy.HOLD_CS);
        assertThat(WaitStrategy.parse("over-clock")).contains(WaitStrategy.OVER_CLOCK);
        assertThat(WaitStrategy.values())
                .allSatisfy(
                        strategy -> assertThat(WaitStrategy.ALLOWED.split(", ")).contains(strategy.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HOLD_CS", "hold_cs", "auto", "hold-cs "})
    void waitStrategiesHaveNoOtherNames(String text) {
        assertThat(WaitStrategy.parse(text)).isEmpty();
    }
}
