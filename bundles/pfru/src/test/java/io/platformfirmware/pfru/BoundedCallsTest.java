// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.pfru.TelemetryDevices.Telemetry;
import io.platformfirmware.provider.DeviceIdentity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedCallsTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Telemetry DEVICE =
            new Telemetry(new DeviceIdentity("pfrt0", "/dev/acpi_pfr_telemetry0", false), new FakeTelemetry());

    private final BoundedCalls calls = BoundedCalls.named("beside");
    private final CompletableFuture<Thread> thread = new CompletableFuture<>();
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void end() {
        answer.countDown();
    }

    @Test
    void areMadeBesideTheCaller() throws Exception {
        final Thread beside = calls.call(DEVICE, LONG, service -> Thread.currentThread());

        assertThat(beside).isNotSameAs(Thread.currentThread());
        assertThat(beside.getName()).isEqualTo("beside");
        assertThat(beside.isDaemon()).isTrue();
        beside.join();
    }

    @Test
    void passOnAFailure() {
        final Failure failure = Failure.of(FailureReason.FIRMWARE_REFUSED, "query log", "no");

        assertThat(failed(LONG, service -> {
                            throw failure.asException();
                        })
                        .failure())
                .isEqualTo(failure);
    }

    @Test
    void areNotMadeWhileOneHangsAndAreAgainAfterIt() throws Exception {
        final FirmwareException late = failed(SHORT, service -> hang());
        final Thread hanging = thread.get();
        final FirmwareException refused = failed(LONG, service -> {
            throw new AssertionError("not called");
        });
        answer.countDown();
        hanging.join();

        assertThat(late).hasMessage("pfrt0: read telemetry: the telemetry service gave no answer within 20 ms");
        assertThat(refused)
                .hasMessage("pfrt0: read telemetry: an earlier call to the telemetry service has not ended yet");
        assertThat(refused.reason()).isEqualTo(FailureReason.DEVICE_BUSY);
        assertThat(calls.<String>call(DEVICE, LONG, service -> service.deviceId()))
                .isEqualTo("pfrt-sim0");
    }

    @Test
    void failWhereTheSystemGivesNoThread() {
        final BoundedCalls without = new BoundedCalls(task -> new Thread(task) {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        });

        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowableOfType(
                            FirmwareException.class, () -> without.call(DEVICE, LONG, service -> "never asked")))
                    .hasMessageContaining("unable to create native thread")
                    .extracting(FirmwareException::reason)
                    .isEqualTo(FailureReason.IO_ERROR);
        }
    }

    @Test
    void areNotInterruptedWithTheirCaller() throws Exception {
        final CompletableFuture<FirmwareException> seen = new CompletableFuture<>();
        final CompletableFuture<Boolean> flagKept = new CompletableFuture<>();
        final Thread caller = new Thread(() -> {
            seen.complete(failed(LONG, service -> hang()));
            flagKept.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        final Thread beside = thread.get();
        caller.interrupt();

        assertThat(seen.get().reason()).isEqualTo(FailureReason.CANCELLED);
        assertThat(flagKept.get()).isTrue();
        assertThat(beside.isInterrupted()).isFalse();
    }

    private FirmwareException failed(Duration bound, BoundedCalls.Call<Object> call) {
        return catchThrowableOfType(FirmwareException.class, () -> calls.call(DEVICE, bound, call));
    }

    private Object hang() {
        thread.complete(Thread.currentThread());
        try {
            answer.await();
        } catch (final InterruptedException e) {
            throw new AssertionError("a call that may be inside a driver is never interrupted", e);
        }
        return "";
    }
}
