// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Ranges of a capability, and what changed between two. */
final class UpdateCapabilityTest {

    private static final UpdateCapability BEFORE = GoodCapsule.capability(1, 2, 3);

    @Test
    void numbersAreUnsigned32Bit() {
        final LongConsumer[] fields = {
            value -> capability(value, 0, 0, 0, 0, 0),
            value -> capability(0, value, 0, 0, 0, 0),
            value -> capability(0, 0, value, 0, 0, 0),
            value -> capability(0, 0, 0, value, 0, 0),
            value -> capability(0, 0, 0, 0, value, 0),
            value -> capability(0, 0, 0, 0, 0, value)
        };
        for (final LongConsumer field : fields) {
            field.accept(0xFFFF_FFFFL);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> field.accept(0x1_0000_0000L))
                    .withMessage("not an unsigned 32-bit number: 4294967296");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> field.accept(-1))
                    .withMessage("not an unsigned 32-bit number: -1");
        }
    }

    @Test
    void sameCapabilityHasNoChanges() {
        assertThat(BEFORE.changesTo(GoodCapsule.capability(1, 2, 3))).isEmpty();
    }

    @Test
    void changesAreInTheOrderOfTheFields() {
        assertThat(BEFORE.changesTo(GoodCapsule.capability(4, 2, 0xFFFF_FFFFL)))
                .containsExactly(
                        new CapabilityChange("codeRuntimeVersion", "1", "4"),
                        new CapabilityChange("driverSvn", "3", "4294967295"));
    }

    @Test
    void everyFieldCounts() {
        final UpdateCapability after = new UpdateCapability(
                0x10,
                GoodCapsule.OTHER,
                0x11,
                0x12,
                GoodCapsule.OTHER,
                0x13,
                0x14,
                GoodCapsule.OTHER,
                GoodCapsule.PLATFORM,
                0x15);

        assertThat(BEFORE.changesTo(after))
                .extracting(CapabilityChange::field)
                .containsExactly(
                        "featureBits",
                        "codeType",
                        "firmwareVersion",
                        "codeRuntimeVersion",
                        "driverType",
                        "driverRuntimeVersion",
                        "driverSvn",
                        "platformId",
                        "oemId",
                        "oemInfoLength");
        assertThat(BEFORE.changesTo(after).get(7))
                .hasToString("platformId 63462139-A8B1-AA4E-9024-F2BB53EA4723 -> 01020304-0506-0708-090A-0B0C0D0E0F10");
    }

    private static UpdateCapability capability(
            long featureBits,
            long firmwareVersion,
            long codeRuntimeVersion,
            long driverRuntimeVersion,
            long driverSvn,
            long oemInfoLength) {
        return new UpdateCapability(
                featureBits,
                GoodCapsule.OTHER,
                firmwareVersion,
                codeRuntimeVersion,
                GoodCapsule.OTHER,
                driverRuntimeVersion,
                driverSvn,
                GoodCapsule.PLATFORM,
                GoodCapsule.OTHER,
                oemInfoLength);
    }
}
