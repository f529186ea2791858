// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A test with a service over a simulated device; whatever it does, no channel, no mapping and no thread is left. */
@Timeout(60)
abstract class OnTheBench {

    final Bench bench = Bench.launched();
    final PfrtTelemetryService service = bench.service;

    @AfterEach
    void stop() {
        bench.close();
        Await.endOfThreads();
        assertThat(bench.device.openChannels()).as("open channels").isZero();
        assertThat(bench.device.mappings()).as("mappings").isZero();
    }

    static FirmwareException failure(ThrowingCallable call) {
        return catchThrowableOfType(FirmwareException.class, call);
    }

    static FailureReason reason(ThrowingCallable call) {
        return failure(call).reason();
    }
}
