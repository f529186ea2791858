// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.update.Capsule;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a service over a simulated device; whatever it does, no channel stays open and the kernel never oopses. */
abstract class OnTheBench {

    static final Capsule CODE = Bench.capsule("good-code-injection-v1.cap");
    static final Capsule NEWER = Bench.capsule("good-code-injection-newer.cap");
    static final Capsule DRIVER = Bench.capsule("good-driver-update-v2.cap");

    @TempDir
    Path folder;

    Bench bench;
    PfruUpdateService service;

    @BeforeEach
    void start() {
        bench = new Bench(folder);
        service = bench.service;
    }

    @AfterEach
    void stop() {
        bench.close();
        assertThat(bench.device.openChannels()).as("open channels").isZero();
        assertThat(bench.device.oopses()).as("kernel oopses").isEmpty();
    }

    static FailureReason reason(ThrowingCallable call) {
        return catchThrowableOfType(FirmwareException.class, call).reason();
    }
}
