// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.VtpmProxy;
import io.platformfirmware.tpm.TpmTransport;
import io.platformfirmware.tpm.VirtualTpmStatus;
import io.platformfirmware.vtpm.KernelDevice.Times;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceReference;
import org.slf4j.event.Level;

/** The component between a kernel and TPMs that come, go and fail at any moment. */
@Timeout(120)
class VtpmTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Times PATIENT = new Times(SHORT, LONG, LONG, LONG, Duration.ofSeconds(30));
    private static final Times RETRYING = new Times(SHORT, LONG, SHORT, LONG, Duration.ofSeconds(30));
    private static final Times IMPATIENT = new Times(SHORT, SHORT, SHORT, LONG, Duration.ofSeconds(30));

    private final RecordingLogger log = new RecordingLogger();
    private final KernelSide kernel = new KernelSide();
    private final Tpm tpm = new Tpm("cr50-main");
    private final ServiceReference<VtpmProxy> node = reference(1);
    private final ServiceReference<TpmTransport> chip = reference(2);
    private Vtpm vtpm;

    @AfterEach
    void leavesNothingToTheKernelAndNoThread() {
        vtpm.deactivate();

        assertThat(kernel.open()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("vtpm"));
        assertThat(log.lines(Level.ERROR)).isEmpty();
    }

    /** As when Karaf starts on a machine without the module, and without the chip. */
    @Test
    void saysWhatIsMissingWhereThereIsNothing() throws Exception {
        start("cr50-main", IMPATIENT);

        log.awaitLine("tpm_vtpm_proxy is not loaded");
        assertThat(vtpm.status().transportId()).contains("cr50-main");
        assertThat(trouble().reason()).isEqualTo(FailureReason.DEVICE_NOT_FOUND);
    }

    @Test
    void asksTheKernelForNothingUntilItIsSwitchedOn() throws Exception {
        start("", PATIENT);
        vtpm.addTransport(chip, tpm);
        vtpm.addProxy(node, kernel);

        final VirtualTpmStatus off = vtpm.status();
        assertThat(off.transportId()).isEmpty();
        assertThat(off.kernelDevice()).isEmpty();
        assertThat(off.trouble()).isEmpty();

        vtpm.modified(VtpmSettingsTest.config("cr50-main"));
        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(kernel.asked).isEqualTo(1);
    }

    @Test
    void givesTheKernelTheTpmThatIsNamed() throws Exception {
        start("cr50-main", PATIENT);
        final Tpm other = new Tpm("cr50-other");
        vtpm.addTransport(reference(3), other);
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);

        Await.until("the count", () -> vtpm.status().commands() == 1);
        final VirtualTpmStatus status = vtpm.status();
        assertThat(status.transportId()).contains("cr50-main");
        assertThat(status.kernelDevice()).contains("/dev/tpm0");
        assertThat(status.since()).isPresent();
        assertThat(status.trouble()).isEmpty();
        assertThat(status.failures()).isZero();
        assertThat(tpm.sent()).isEqualTo(1);
        assertThat(other.commands).isEmpty();
        assertThat(log.lines()).containsExactly("INFO cr50-main is /dev/tpm0 of the kernel");
    }

    @Test
    void whatTheDriverAsksIsNotCounted() throws Exception {
        served(PATIENT);

        assertThat(kernel.device(0).transmit(Tpm.hex("80020000000b2000100000")))
                .isEqualTo(Tpm.hex("80010000000a00000000"));
        kernel.device(0).transmit(Tpm.GET_RANDOM);

        Await.until("the count", () -> vtpm.status().commands() == 1);
        assertThat(tpm.sent()).isEqualTo(1);
    }

    @Test
    void answersManyCommandsEachWithItsOwn() throws Exception {
        served(PATIENT);
        tpm.answering = command -> ByteBuffer.allocate(14)
                .put(Tpm.hex("80010000000e00000000"))
                .putInt(ByteBuffer.wrap(command).getInt(10))
                .array();

        for (int i = 0; i < 5000; i++) {
            final byte[] command = ByteBuffer.allocate(14)
                    .put(Tpm.hex("80010000000e0000017b"))
                    .putInt(i)
                    .array();
            assertThat(ByteBuffer.wrap(kernel.device(0).transmit(command)).getInt(10))
                    .isEqualTo(i);
        }
        Await.until("the count", () -> vtpm.status().commands() == 5000);
        assertThat(vtpm.status().failures()).isZero();
    }

    @Test
    void tellsOnceThatTheModuleIsNotLoadedAndTakesTheNodeWhenItComes() throws Exception {
        start("cr50-main", IMPATIENT);
        vtpm.addTransport(chip, tpm);

        log.awaitLine(
                "WARN cr50-main: make kernel device: the kernel has no node /dev/vtpmx: its module tpm_vtpm_proxy is"
                        + " not loaded. modprobe tpm_vtpm_proxy; for good:");
        assertThat(trouble().reason()).isEqualTo(FailureReason.DEVICE_NOT_FOUND);
        vtpm.modified(VtpmSettingsTest.config("cr50-main"));

        vtpm.addProxy(node, kernel);
        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(vtpm.status().trouble()).isEmpty();
        assertThat(log.lines(Level.WARN)).hasSize(1);
    }

    @Test
    void tellsThatThereIsNoSuchTpm() {
        start("cr50-mian", IMPATIENT);
        vtpm.addTransport(chip, tpm);
        vtpm.addProxy(node, kernel);

        log.awaitLine("WARN cr50-mian: make kernel device: there is no such TPM. cr50:list shows");
        assertThat(kernel.asked).isZero();
    }

    /** At a start the node and the chip become known a moment after this bundle. */
    @Test
    void doesNotCryAtOnce() {
        start("cr50-main", PATIENT);
        Await.until("the status", () -> vtpm.status().trouble().isPresent());

        vtpm.addProxy(node, kernel);
        Await.until("the status", () -> trouble().message().equals("there is no such TPM"));

        assertThat(log.lines()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPERM", "EACCES"})
    void saysWhatAProcessNeedsThatMayNot(Errno errno) throws Exception {
        kernel.failure = Optional.of(errno);
        start("cr50-main", PATIENT);
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);

        log.awaitLine(
                "WARN cr50-main: make kernel device: Linux lets a process make TPM devices only with CAP_SYS_ADMIN,"
                        + " and with the right to open /dev/vtpmx (user ");
        log.awaitLine("(ioctl VTPM_PROXY_IOC_NEW_DEV: " + errno);
        assertThat(trouble().reason()).isEqualTo(FailureReason.PERMISSION_DENIED);
        assertThat(trouble().nextStep().orElseThrow()).contains("root", "AmbientCapabilities=CAP_SYS_ADMIN");

        kernel.failure = Optional.empty();
        vtpm.modified(VtpmSettingsTest.config("cr50-main"));
        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(vtpm.status().trouble()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOENT", "ENOTTY", "ENOMEM", "EMFILE"})
    void triesAgainByItselfAndTellsOnce(Errno errno) throws Exception {
        kernel.failure = Optional.of(errno);
        start("cr50-main", RETRYING);
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);
        Await.until("some attempts", () -> kernel.asked > 3);

        kernel.failure = Optional.empty();

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(log.lines(Level.WARN)).singleElement().asString().contains(errno.name());
    }

    /** As when its bundle is stopped under it. */
    @Test
    void triesAgainAfterWhatNoNodeShouldDo() throws Exception {
        kernel.mistake = Optional.of(new IllegalStateException("stopped"));
        start("cr50-main", RETRYING);
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);
        log.awaitLine("WARN cr50-main: serve kernel device: ");
        assertThat(trouble().message()).contains("/dev/vtpmx").contains("stopped");

        kernel.mistake = Optional.empty();

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
    }

    /** The wait is an hour, but something has changed. */
    @Test
    void triesAgainAtOnceWhenTheNodeIsReplaced() throws Exception {
        kernel.failure = Optional.of(Errno.ENODEV);
        start("cr50-main", PATIENT);
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);
        log.awaitLine("ENODEV");

        vtpm.removeProxy(node);
        kernel.failure = Optional.empty();
        vtpm.addProxy(node, kernel);

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
    }

    /** What the kernel asks first has to be answered in two seconds, so the TPM is asked before. */
    @Test
    void makesNoDeviceOverAChipThatDoesNotAnswer() throws Exception {
        tpm.answering = command -> {
            throw Tpm.failure(FailureReason.TRANSPORT_ERROR);
        };
        start("cr50-main", RETRYING);
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);
        Await.until("some attempts", () -> tpm.commands.size() > 3);
        assertThat(kernel.asked).isZero();
        assertThat(trouble().message()).isEqualTo("because of TRANSPORT_ERROR");
        assertThat(log.lines(Level.WARN)).hasSize(1);

        tpm.answering = command -> Tpm.RANDOM;

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(vtpm.status().trouble()).isEmpty();
        assertThat(vtpm.status().commands()).isLessThan(2);
    }

    @Test
    void aChipThatDoesNotAnswerDoesNotHoldUpTheEnd() {
        tpm.hangs();
        start("cr50-main", PATIENT);
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);
        Await.until("the question", () -> tpm.commands.size() == 1);

        vtpm.deactivate();

        assertThat(kernel.asked).isZero();
    }

    /** Linux would show a device without a resource manager, for good. */
    @Test
    void makesTheDeviceAnewWhenOneOfTheFirstCommandsFailed() throws Exception {
        served(RETRYING);
        tpm.answering = command -> {
            throw Tpm.failure(FailureReason.TIMED_OUT);
        };
        assertThat(kernel.device(0).transmit(Tpm.hex("80010000000b0000014300")))
                .isEqualTo(Tpm.hex("80010000000a00000101"));
        Await.until("the end", () -> kernel.device(0).closed);

        tpm.answering = command -> Tpm.RANDOM;

        assertThat(kernel.device(1).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(log.lines(Level.WARN))
                .anyMatch(line -> line.contains("TPM2_SelfTest did not get to the TPM. It is tried again by itself."));
    }

    @Test
    void makesAnotherDeviceWhenTheKernelGaveOneUp() throws Exception {
        served(RETRYING);

        kernel.device(0).giveUp();

        assertThat(kernel.device(1).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(kernel.device(0).closed).isTrue();
        assertThat(log.lines(Level.WARN))
                .singleElement()
                .asString()
                .contains("the kernel gave the device up", "EPIPE", "dmesg");
    }

    @Test
    void keepsTheDeviceWhileTheProviderOfTheTpmIsUpdated() throws Exception {
        served(PATIENT);
        vtpm.removeTransport(chip);
        Await.until("the status", () -> vtpm.status().trouble().isPresent());
        assertThat(trouble())
                .hasToString(
                        "cr50-main: serve kernel device: the TPM has gone; its kernel device goes too, unless it is back"
                                + " within 3600 s");

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM))
                .as("TPM_RC_RETRY")
                .isEqualTo(Tpm.hex("80010000000a00000922"));
        final Tpm updated = new Tpm("cr50-main");
        vtpm.addTransport(reference(4), updated);
        Await.until("the status", () -> vtpm.status().trouble().isEmpty());

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(updated.sent()).isEqualTo(1);
        assertThat(kernel.devices).hasSize(1);
        Await.until("the count", () -> vtpm.status().commands() == 2);
        assertThat(vtpm.status().failures()).isEqualTo(1);
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void takesTheDeviceAwayWhenTheTpmDoesNotComeBack() throws Exception {
        served(IMPATIENT);

        vtpm.removeTransport(chip);

        Await.until("the end", () -> kernel.open() == 0);
        log.awaitLine("WARN cr50-main: make kernel device: there is no such TPM");
        assertThat(vtpm.status().kernelDevice()).isEmpty();
        vtpm.addTransport(chip, tpm);
        assertThat(kernel.device(1).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
    }

    @Test
    void takesTheDeviceAwayWithTheNode() throws Exception {
        served(PATIENT);

        vtpm.removeProxy(node);

        Await.until("the end", () -> kernel.open() == 0);
        Await.until("the status", () -> vtpm.status().trouble().isPresent());
        assertThat(trouble().message()).contains("tpm_vtpm_proxy");
    }

    @Test
    void staysWithTheNodeThatIsInUse() throws Exception {
        served(PATIENT);
        final KernelSide another = new KernelSide();

        vtpm.addProxy(reference(9), another);
        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(another.asked).isZero();

        vtpm.removeProxy(node);
        assertThat(another.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        vtpm.deactivate();
        assertThat(another.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cr50-other"})
    void takesTheDeviceAwayWhenAnotherOrNoneIsWanted(String device) throws Exception {
        final Tpm other = new Tpm("cr50-other");
        served(PATIENT);
        vtpm.addTransport(reference(3), other);

        vtpm.modified(VtpmSettingsTest.config(device));

        Await.until("the end", () -> kernel.device(0).closed);
        if (!device.isEmpty()) {
            kernel.device(1).transmit(Tpm.GET_RANDOM);
            assertThat(other.sent()).isEqualTo(1);
        }
        assertThat(tpm.sent()).isZero();
    }

    @Test
    void aWrongValueChangesNothingAndIsVisible() throws Exception {
        served(PATIENT);

        vtpm.modified(VtpmSettingsTest.config("/dev/spidev0.0"));

        assertThat(vtpm.status().settingsFault().map(Failure::message))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("device = '/dev/spidev0.0' is not allowed"));
        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        vtpm.modified(VtpmSettingsTest.config("cr50-main"));
        assertThat(vtpm.status().settingsFault()).isEmpty();
        assertThat(kernel.devices).hasSize(1);
    }

    @Test
    void countsAndTellsOnceThatTheChipFails() throws Exception {
        served(PATIENT);
        tpm.answering = command -> {
            throw Failure.of(FailureReason.TRANSPORT_ERROR, "transmit", "no response after " + tpm.sent() + " ms")
                    .asException();
        };
        for (int i = 0; i < 3; i++) {
            assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM))
                    .as("TPM_RC_FAILURE")
                    .isEqualTo(Tpm.hex("80010000000a00000101"));
        }
        Await.until("the count", () -> vtpm.status().failures() == 3);
        assertThat(trouble().reason()).isEqualTo(FailureReason.TRANSPORT_ERROR);
        assertThat(log.lines(Level.WARN)).hasSize(1);

        tpm.answering = command -> Tpm.RANDOM;
        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        Await.until("the status", () -> vtpm.status().trouble().isEmpty());
        assertThat(vtpm.status().commands()).isEqualTo(4);
    }

    @Test
    void aClientsFaultIsNoTrouble() throws Exception {
        served(PATIENT);
        tpm.submitting = command -> {
            throw Tpm.failure(FailureReason.INVALID_VALUE);
        };

        assertThat(kernel.device(0).transmit(Tpm.hex("8001000000ff0000017b")))
                .isEqualTo(Tpm.hex("80010000000a00000142"));

        Await.until("the count", () -> vtpm.status().failures() == 1);
        assertThat(vtpm.status().trouble()).isEmpty();
        assertThat(log.lines(Level.WARN)).isEmpty();
    }

    @Test
    void goesOnWhenTheKernelDidNotWaitForAResponse() throws Exception {
        served(PATIENT);
        kernel.device(0).writing = Optional.of(Errno.EIO);
        kernel.device(0).send(Tpm.GET_RANDOM);
        Await.until("the count", () -> vtpm.status().failures() == 1);

        kernel.device(0).writing = Optional.empty();

        assertThat(kernel.device(0).transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
        assertThat(kernel.devices).hasSize(1);
    }

    @Test
    void aLongCommandDoesNotHoldUpTheEnd() throws Exception {
        served(PATIENT);
        tpm.hangs();
        final CompletableFuture<byte[]> user = kernel.device(0).send(Tpm.GET_RANDOM);
        Await.until("the command", () -> tpm.sent() == 1);

        vtpm.deactivate();

        assertThat(tpm.isCancelled()).isTrue();
        assertThat(kernel.open()).isZero();
        assertThat(user.get(30, TimeUnit.SECONDS)).as("TPM_RC_CANCELED").isEqualTo(Tpm.hex("80010000000a00000909"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "node"})
    void aLongCommandDoesNotHoldUpAChange(String change) throws Exception {
        served(PATIENT);
        tpm.hangs();
        kernel.device(0).send(Tpm.GET_RANDOM);
        Await.until("the command", () -> tpm.sent() == 1);

        switch (change) {
            case "settings" -> vtpm.modified(VtpmSettingsTest.config(""));
            default -> vtpm.removeProxy(node);
        }

        Await.until("the end", () -> kernel.open() == 0);
    }

    /** Its provider ends the command that runs, or lets it end. */
    @Test
    void aCommandEndsWhenItsTpmGoes() throws Exception {
        final CompletableFuture<byte[]> response = new CompletableFuture<>();
        served(PATIENT);
        tpm.answering = command -> response.join();
        final CompletableFuture<byte[]> user = kernel.device(0).send(Tpm.GET_RANDOM);
        Await.until("the command", () -> tpm.sent() == 1);

        vtpm.removeTransport(chip);
        response.complete(Tpm.RANDOM);

        assertThat(user.get(30, TimeUnit.SECONDS)).isEqualTo(Tpm.RANDOM);
        assertThat(tpm.isCancelled()).isFalse();
    }

    @Test
    void survivesAnyOrderOfComingAndGoing() throws Exception {
        start("cr50-main", IMPATIENT);
        for (int i = 0; i < 200; i++) {
            final List<Runnable> steps = List.of(
                    () -> vtpm.addProxy(node, kernel),
                    () -> vtpm.addTransport(chip, tpm),
                    () -> vtpm.removeTransport(chip),
                    () -> vtpm.modified(VtpmSettingsTest.config("")),
                    () -> vtpm.modified(VtpmSettingsTest.config("cr50-main")),
                    () -> vtpm.removeProxy(node));
            for (int step = 0; step < steps.size(); step++) {
                steps.get((step * 5 + i) % steps.size()).run();
            }
        }
        vtpm.modified(VtpmSettingsTest.config("cr50-main"));
        vtpm.addProxy(node, kernel);
        vtpm.addTransport(chip, tpm);
        Await.until("one device", () -> kernel.open() == 1);
        final KernelSide.Device last = kernel.devices.get(kernel.devices.size() - 1);

        assertThat(last.transmit(Tpm.GET_RANDOM)).isEqualTo(Tpm.RANDOM);
    }

    @Test
    void whoeverWaitsIsToldThatTheDeviceWent() throws Exception {
        served(PATIENT);
        vtpm.deactivate();

        final CompletableFuture<byte[]> late = kernel.device(0).send(Tpm.GET_RANDOM);
        kernel.device(0).close();

        assertThatExceptionOfType(ExecutionException.class).isThrownBy(late::get);
        assertThat(tpm.sent()).isZero();
    }

    private Failure trouble() {
        return vtpm.status().trouble().orElseThrow();
    }

    private void start(String device, Times times) {
        vtpm = new Vtpm(VtpmSettingsTest.config(device), times, log);
    }

    /** With everything there. */
    private void served(Times times) {
        start("cr50-main", times);
        vtpm.addTransport(chip, tpm);
        vtpm.addProxy(node, kernel);
        kernel.device(0);
        Await.until("the status", () -> vtpm.status().kernelDevice().isPresent());
    }

    /** A service that the framework orders by this number. */
    @SuppressWarnings("unchecked")
    private static <S> ServiceReference<S> reference(int order) {
        return (ServiceReference<S>) Proxy.newProxyInstance(
                VtpmTest.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> order;
                    case "equals" -> proxy == arguments[0];
                    case "compareTo" -> Integer.compare(order, arguments[0].hashCode());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
