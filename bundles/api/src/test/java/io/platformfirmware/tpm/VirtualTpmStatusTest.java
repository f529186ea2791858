// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VirtualTpmStatusTest {

    @Test
    void aKernelDeviceWasMadeAtSomeTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> status(Optional.of("/dev/tpm0"), Optional.empty(), 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> status(Optional.empty(), Optional.of(Instant.EPOCH), 0, 0));
    }

    @Test
    void countsAreNotNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> status(Optional.empty(), Optional.empty(), -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> status(Optional.empty(), Optional.empty(), 0, -1));
    }

    private static VirtualTpmStatus status(
            Optional<String> device, Optional<Instant> since, long commands, long failures) {
        return new VirtualTpmStatus(
                Optional.of("cr50-main"), device, since, Optional.empty(), commands, failures, Optional.empty());
    }
}
