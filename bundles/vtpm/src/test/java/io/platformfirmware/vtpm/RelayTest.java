// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.vtpm.Relay.Answer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel gets for each command, byte by byte. */
class RelayTest {

    private final Tpm tpm = new Tpm("cr50-main");
    private final Relay relay = new Relay("cr50-main", () -> Optional.of(tpm));

    @Test
    void answersWithWhatTheTpmAnswers() {
        final Answer answer = relay.answer(Tpm.GET_RANDOM);

        assertThat(answer.bytes()).isEqualTo(Tpm.RANDOM);
        assertThat(answer.toDriver()).isFalse();
        assertThat(answer.failure()).isEmpty();
        assertThat(tpm.commands).containsExactly("80010000000c0000017b0008");
    }

    @Test
    void anErrorCodeOfTheTpmIsItsAnswer() {
        tpm.answering = command -> Tpm.hex("80010000000a00000143");

        final Answer answer = relay.answer(Tpm.GET_RANDOM);

        assertThat(answer.bytes()).asHexString().isEqualTo("80010000000A00000143");
        assertThat(answer.failure()).isEmpty();
    }

    /** The driver's own command does not reach the chip, which would take its code for one of its vendor's. */
    @ParameterizedTest
    @CsvSource({
        "80020000000b2000100000,   00000000", // locality 0
        "80020000000b2000100001,   00000907", // TPM_RC_LOCALITY
        "80020000000b2000100004,   00000907",
        "80020000000b20001000ff,   00000907",
        "80020000000a20001000,     00000142", // TPM_RC_COMMAND_SIZE
        "80020000000c200010000000, 00000142",
    })
    void answersTheDriverItself(String command, String code) {
        final Answer answer = relay.answer(Tpm.hex(command));

        assertThat(answer.bytes()).isEqualTo(Tpm.hex("80010000000a" + code));
        assertThat(answer.toDriver()).isTrue();
        assertThat(answer.failure()).isEmpty();
        assertThat(tpm.commands).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_VALUE,     00000142", // TPM_RC_COMMAND_SIZE
        "SUSPENDED,         00000922", // TPM_RC_RETRY
        "DEVICE_GONE,       00000922",
        "TRANSPORT_ERROR,   00000101", // TPM_RC_FAILURE
        "PERMISSION_DENIED, 00000101",
    })
    void answersForACommandThatWasNotSent(FailureReason reason, String code) {
        tpm.submitting = command -> {
            throw Tpm.failure(reason);
        };

        refused(relay.answer(Tpm.GET_RANDOM), code, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "CANCELLED,        00000909", // TPM_RC_CANCELED
        "SUSPENDED,        00000922", // TPM_RC_RETRY
        "DEVICE_GONE,      00000101", // TPM_RC_FAILURE: it may have been executed
        "TRANSPORT_ERROR,  00000101",
        "TIMED_OUT,        00000101",
        "FIRMWARE_REFUSED, 00000101",
    })
    void answersForACommandThatWasSent(FailureReason reason, String code) {
        tpm.answering = command -> {
            throw Tpm.failure(reason);
        };

        refused(relay.answer(Tpm.GET_RANDOM), code, reason);
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void isNeverSilent(FailureReason reason) {
        tpm.answering = command -> {
            throw Tpm.failure(reason);
        };

        assertThat(relay.answer(Tpm.GET_RANDOM).bytes()).hasSize(10);
    }

    @Test
    void letsTheKernelTryAgainWhileThereIsNoTpm() {
        final Answer answer = new Relay("cr50-main", Optional::empty).answer(Tpm.GET_RANDOM);

        refused(answer, "00000922", FailureReason.DEVICE_GONE);
        assertThat(answer.failure().map(Failure::toString))
                .contains("cr50-main: send command of the kernel: the TPM is not there now");
    }

    @Test
    void passesOnWhatIsNoCommand() {
        tpm.submitting = command -> {
            throw Tpm.failure(FailureReason.INVALID_VALUE);
        };

        refused(relay.answer(new byte[0]), "00000142", FailureReason.INVALID_VALUE);
        refused(relay.answer(Tpm.hex("200010002000100020")), "00000142", FailureReason.INVALID_VALUE);
    }

    @Test
    void answersForATransportThatBreaksItsContract() {
        tpm.answering = command -> {
            throw new IllegalStateException("bundle stopped");
        };
        final Answer thrown = relay.answer(Tpm.GET_RANDOM);
        refused(thrown, "00000101", FailureReason.TRANSPORT_ERROR);
        assertThat(thrown.failure().orElseThrow().message()).contains("bundle stopped");

        tpm.answering = command -> new byte[4097];
        refused(relay.answer(Tpm.GET_RANDOM), "00000101", FailureReason.TRANSPORT_ERROR);
        tpm.answering = command -> new byte[4096];
        assertThat(relay.answer(Tpm.GET_RANDOM).bytes()).hasSize(4096);
    }

    @Test
    void givesUpTheCommandThatRunsAndEveryLaterOne() throws Exception {
        tpm.hangs();
        final CompletableFuture<Answer> running = CompletableFuture.supplyAsync(
                () -> relay.answer(Tpm.GET_RANDOM), task -> new Thread(task, "relay").start());
        Await.until("the command", () -> tpm.commands.size() == 1);

        relay.cancel();

        refused(running.get(30, TimeUnit.SECONDS), "00000909", FailureReason.CANCELLED);
        final Tpm another = new Tpm("cr50-main");
        another.hangs();
        final Relay cancelled = new Relay("cr50-main", () -> Optional.of(another));
        cancelled.cancel();
        refused(cancelled.answer(Tpm.GET_RANDOM), "00000909", FailureReason.CANCELLED);
    }

    private static void refused(Answer answer, String code, FailureReason reason) {
        assertThat(answer.bytes()).isEqualTo(Tpm.hex("80010000000a" + code));
        assertThat(answer.toDriver()).isFalse();
        assertThat(answer.failure().map(Failure::reason)).contains(reason);
    }
}
