// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A failure as a value, as a line and as an exception. */
final class FailureTest {

    private static final SystemError BUSY =
            new SystemError("ioctl PFRU_IOC_STAGE", 16, "EBUSY", "Device or resource busy");

    @Test
    void lineHasWhatIsKnown() {
        final Failure failure = Failure.of(FailureReason.FIRMWARE_REFUSED, "stage", "the firmware refused the capsule");

        assertThat(failure).hasToString("stage: the firmware refused the capsule");
        assertThat(failure.on("pfru0").because(BUSY))
                .hasToString("pfru0: stage: the firmware refused the capsule (ioctl PFRU_IOC_STAGE: EBUSY, Device or"
                        + " resource busy)");
    }

    @Test
    void copiesKeepTheRest() {
        assertThat(Failure.of(FailureReason.FIRMWARE_REFUSED, "stage", "no")
                        .on("pfru0")
                        .because(BUSY)
                        .likely("not signed", "another platform")
                        .next("ask the vendor"))
                .isEqualTo(new Failure(
                        FailureReason.FIRMWARE_REFUSED,
                        Optional.of("pfru0"),
                        "stage",
                        "no",
                        Optional.of(BUSY),
                        List.of("not signed", "another platform"),
                        Optional.of("ask the vendor")));
    }

    @Test
    void exceptionCarriesTheFailure() {
        final Failure failure = Failure.of(FailureReason.DEVICE_GONE, "load", "the device went away");

        assertThat(failure.asException())
                .hasMessage("load: the device went away")
                .satisfies(thrown -> {
                    assertThat(thrown.failure()).isSameAs(failure);
                    assertThat(thrown.reason()).isEqualTo(FailureReason.DEVICE_GONE);
                });
    }
}
