// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.simulator.FirmwareFunction;
import io.platformfirmware.simulator.FirmwareSettings;
import io.platformfirmware.simulator.FirmwareStatus;
import io.platformfirmware.simulator.KernelLogFault;
import io.platformfirmware.simulator.KernelMessages;
import io.platformfirmware.simulator.SimulatedKernelLog;
import io.platformfirmware.simulator.SimulatedUpdateDevice;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.KernelDiagnostics;
import io.platformfirmware.update.UpdateFailedException;
import io.platformfirmware.update.UpdateListener;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver says during an operation stands in its record and in its failure, and never in its way. */
class DiagnosticsOfUpdateTest extends OnTheBench {

    private static final Capsule BAD_SIGNATURE = Bench.capsule("refused-bad-signature.cap");

    @BeforeEach
    void switchOn() {
        bench.settings.change(new PfruSettingsTest.Given("", "", "", "on"));
    }

    @AfterEach
    void theDebugLinesAreAsTheyWere() {
        assertThat(bench.kernel.openRecordings()).as("open recordings").isZero();
        assertThat(bench.kernel.printed()).as("lines that are on").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void standsInTheRecordOfAnUpdate(KernelMessages texts) throws Exception {
        bench.kernel.settings(texts, Optional.empty());
        bench.letTheFirmwareEnd();
        bench.change(FirmwareSettings.defaults().withStartTime(Duration.ofSeconds(5)));

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        final KernelDiagnostics diagnostics = done.diagnostics().orElseThrow();
        assertThat(diagnostics.trouble()).isEmpty();
        assertThat(diagnostics.reports())
                .extracting(DriverReport::phase, DriverReport::authenticationTime, DriverReport::executionTime)
                .containsExactly(
                        tuple(UpdatePhase.STAGE, Duration.ofSeconds(5), Duration.ZERO),
                        tuple(UpdatePhase.ACTIVATE, Duration.ZERO, Duration.ofSeconds(5)));
        assertThat(bench.records()).containsExactly(done);
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void tellsEveryStatusOfEveryCall(KernelMessages texts) throws Exception {
        bench.kernel.settings(texts, Optional.empty());
        for (final long status : new long[] {1, 2, 3, 4, 5, 6, 7, 0x8000_0001L}) {
            bench.change(forced(FirmwareFunction.QUERY_BUFFER, status));
            assertThat(report(failed(() -> service.load(CODE)), UpdatePhase.LOAD))
                    .satisfies(answered(status));
            bench.change(forced(FirmwareFunction.START, status));
            assertThat(report(failed(() -> service.loadAndStage(CODE, UpdateListener.NONE)), UpdatePhase.STAGE))
                    .satisfies(answered(status));
            bench.change(FirmwareSettings.defaults());
            service.loadAndStage(CODE, UpdateListener.NONE);
            bench.change(forced(FirmwareFunction.START, status));
            assertThat(report(failed(() -> service.activate(CODE.sha256())), UpdatePhase.ACTIVATE))
                    .satisfies(answered(status));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LINUX_5_17, 6, 'the firmware answered with status 6 (DSM_FUNC_SPEC_ERR), extended status 0x77'",
        "LINUX_6_17, 6, 'the firmware answered with status 6 (DSM_FUNC_SPEC_ERR), extended status 0x77'",
        "LINUX_6_17, 1, 'the firmware answered with status 1 (DSM_FUNC_NOT_SUPPORT), extended status 0x77'",
        "LINUX_6_17, 2147483649, 'the firmware answered with status 2147483649, extended status 0x77'"
    })
    void namesTheStatusInTheFailure(KernelMessages texts, long status, String message) {
        bench.kernel.settings(texts, Optional.empty());
        bench.change(forced(FirmwareFunction.START, status));

        final Failure failure =
                failed(() -> service.loadAndStage(CODE, UpdateListener.NONE)).failure();

        assertThat(failure.reason()).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        assertThat(failure.message()).isEqualTo(message);
        assertThat(failure.systemError().orElseThrow().symbol()).isEqualTo("EBUSY");
        assertThat(failure.likelyCauses()).isNotEmpty().noneMatch(cause -> cause.contains("try again"));
        assertThat(failure.nextStep()).contains("The firmware that runs is unchanged.");
    }

    @Test
    void suggestsToTryAgainWhereTheFirmwareDoesAndNowhereElse() {
        bench.change(forced(FirmwareFunction.START, 4));

        final Failure failure =
                failed(() -> service.loadAndStage(CODE, UpdateListener.NONE)).failure();

        assertThat(failure.likelyCauses()).containsExactly("the firmware is busy and suggests to try again");
        assertThat(failure.nextStep().orElseThrow()).startsWith("Try again: the firmware suggests it. ");
        for (final long status : new long[] {1, 2, 3, 5, 6, 7}) {
            bench.change(forced(FirmwareFunction.START, status));
            final Failure other = failed(() -> service.loadAndStage(CODE, UpdateListener.NONE))
                    .failure();
            assertThat(other.likelyCauses() + other.nextStep().orElseThrow()).doesNotContainIgnoringCase("try again");
        }
    }

    @Test
    void narrowsTheCausesToWhatWasAskedOfTheFirmware() throws Exception {
        final String signature = "the signature is not one that the firmware trusts";
        final String payload = "the payload failed while it was being activated";
        bench.change(forced(FirmwareFunction.START, 6));
        assertThat(failed(() -> service.loadAndStage(CODE, UpdateListener.NONE))
                        .failure()
                        .likelyCauses())
                .contains(signature)
                .doesNotContain(payload);
        bench.change(FirmwareSettings.defaults());
        service.load(CODE);
        bench.change(forced(FirmwareFunction.START, 6));
        assertThat(failed(() -> service.stageAndActivate(CODE.sha256()))
                        .failure()
                        .likelyCauses())
                .contains(signature, payload);
        bench.change(FirmwareSettings.defaults());
        service.loadAndStage(CODE, UpdateListener.NONE);
        bench.change(forced(FirmwareFunction.START, 6));
        assertThat(failed(() -> service.activate(CODE.sha256())).failure().likelyCauses())
                .contains(payload)
                .doesNotContain(signature);
    }

    @Test
    void namesTheStatusOfALoad() {
        bench.change(forced(FirmwareFunction.QUERY_BUFFER, 3));

        assertThat(failed(() -> service.load(CODE)).failure().message())
                .isEqualTo(
                        "the firmware did not give its communication buffer or its capability: it answered with status 3"
                                + " (DSM_HARDWARE_ERR), extended status 0x77");
    }

    @Test
    void namesTheAnswerThatIsNone() {
        bench.change(FirmwareSettings.defaults().withMalformedAnswer(FirmwareFunction.QUERY_BUFFER));

        final Failure failure = failed(() -> service.load(CODE)).failure();

        assertThat(failure.message()).isEqualTo("the firmware's answer is not one that Linux understands");
        assertThat(failure.likelyCauses()).isEmpty();
    }

    @Test
    void namesTheSizeThatOnlyTheFirmwareKnows() {
        bench.change(FirmwareSettings.defaults().withBufferSize(100));

        final UpdateFailedException e = failed(() -> service.load(CODE));

        assertThat(e.failure().message())
                .isEqualTo("the kernel's driver refused the capsule: the capsule is larger than the firmware's"
                        + " communication buffer");
        assertThat(report(e, UpdatePhase.LOAD).refusedBy()).contains(DriverRule.CAPSULE_SIZE);
    }

    @Test
    void knowsNoRuleOfADriverThatDoesNotTell() {
        bench.kernel.settings(KernelMessages.LINUX_5_17, Optional.empty());
        bench.change(FirmwareSettings.defaults().withBufferSize(100));

        final UpdateFailedException e = failed(() -> service.load(CODE));

        assertThat(e.failure().message()).isEqualTo("the kernel's driver refused the capsule");
        assertThat(e.failure().likelyCauses()).anyMatch(cause -> cause.contains("larger than the firmware's"));
        assertThat(e.failure().nextStep().orElseThrow())
                .endsWith("What the driver says of it is not known: it wrote no line that tells.");
        assertThat(e.record().diagnostics().orElseThrow().reports()).isEmpty();
    }

    @Test
    void concludesNothingFromASilenceThatSomebodyElseMade() throws Exception {
        bench.change(FirmwareSettings.defaults().withMalformedAnswer(FirmwareFunction.QUERY_BUFFER));
        bench.logs.remove(bench.kernel);
        bench.logs.add(new SwitchedOff(bench.kernel), Map.of(KernelLog.SIMULATED, true));

        final UpdateFailedException e = failed(() -> service.load(CODE));

        assertThat(e.failure().message()).isEqualTo("the kernel's driver refused the capsule");
        assertThat(e.failure().likelyCauses())
                .contains("the firmware's answer about its communication buffer or its capability was malformed");
        assertThat(e.failure().nextStep().orElseThrow())
                .endsWith(
                        "What the driver says of it could not be read: simulated:/sys/kernel/debug/dynamic_debug/control:"
                                + " somebody switched off \"Query cap failed with no object\"");
        final KernelDiagnostics diagnostics = e.record().diagnostics().orElseThrow();
        assertThat(diagnostics.reports()).isEmpty();
        assertThat(diagnostics.trouble().orElseThrow().message()).contains("somebody switched off");
        assertThat(bench.records()).containsExactly(e.record());
    }

    @Test
    void concludesNothingFromALogThatCanNotBeRead() {
        bench.change(FirmwareSettings.defaults().withMalformedAnswer(FirmwareFunction.QUERY_BUFFER));
        bench.logs.remove(bench.kernel);
        bench.logs.add(new Broken(), Map.of(KernelLog.SIMULATED, true));

        final UpdateFailedException e = failed(() -> service.load(CODE));

        assertThat(e.failure().message()).isEqualTo("the kernel's driver refused the capsule");
        assertThat(e.record().diagnostics().orElseThrow().reports()).isEmpty();
    }

    @Test
    void concludesTheVersionRuleFromASilenceOfTheDriver() throws Exception {
        final KernelLogWindow window = window();
        window.open();

        final FirmwareException e = catchThrowableOfType(
                FirmwareException.class,
                () -> window.during(UpdatePhase.LOAD, () -> write("broken-older-runtime.cap")));

        assertThat(e).hasMessageContaining(DriverRule.VERSION.sentence());
        assertThat(window.close().orElseThrow().trouble()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void namesTheStatusOfTheCapabilityBeforeAnInstall(KernelMessages texts) throws Exception {
        bench.kernel.settings(texts, Optional.empty());
        bench.change(forced(FirmwareFunction.QUERY_CAPABILITY, 3));

        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> service.update(CODE, UpdateListener.NONE));

        assertThat(e.failure().message()).isEqualTo("the firmware answered with status 3 (DSM_HARDWARE_ERR)");
        assertThat(e.failure().likelyCauses()).doesNotContain("the firmware is busy");
        assertThat(e.failure().nextStep()).hasValue("Nothing was changed.");
        assertThat(bench.records()).isEmpty();
    }

    @Test
    void namesTheStatusOfTheCapabilityBeforeTheNextStep() throws Exception {
        service.load(CODE);
        bench.change(forced(FirmwareFunction.QUERY_CAPABILITY, 4));

        final FirmwareException e = catchThrowableOfType(FirmwareException.class, () -> service.stage(CODE.sha256()));

        assertThat(e.failure().message()).isEqualTo("the firmware answered with status 4 (DSM_RETRY_SUGGESTED)");
        assertThat(e.failure().nextStep()).hasValue("Try again: the firmware suggests it. Nothing was changed.");
        bench.change(FirmwareSettings.defaults());
        assertThat(service.stage(CODE.sha256()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void namesTheStatusOfTheCapabilityOutsideAnUpdateToo(KernelMessages texts) {
        bench.kernel.settings(texts, Optional.empty());
        bench.change(forced(FirmwareFunction.QUERY_CAPABILITY, 3));

        for (final ThrowingCallable query : List.<ThrowingCallable>of(
                service::capability, () -> service.check(Bench.file("good-code-injection-v1.cap")))) {
            final Failure failure =
                    catchThrowableOfType(FirmwareException.class, query).failure();

            assertThat(failure.message()).isEqualTo("the firmware answered with status 3 (DSM_HARDWARE_ERR)");
            assertThat(failure.nextStep()).hasValue("Nothing was changed.");
            assertThat(bench.kernel.printed()).as("lines that are on").isEmpty();
        }
    }

    @Test
    void isAdvisedWhereItIsOffAndTheCapabilityIsRefused() {
        bench.settings.change(new PfruSettingsTest.Given("", "", "", "off"));
        bench.change(forced(FirmwareFunction.QUERY_CAPABILITY, 3));

        for (final ThrowingCallable call :
                List.<ThrowingCallable>of(service::capability, () -> service.update(CODE, UpdateListener.NONE))) {
            final FirmwareException e = catchThrowableOfType(FirmwareException.class, call);

            assertThat(e.failure().nextStep().orElseThrow())
                    .isEqualTo(
                            "Nothing was changed. Set kernelDiagnostics = on in io.platformfirmware.pfru to see what the"
                                    + " driver says of it, the firmware's status above all.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void isNotAdvisedWhereTheNodeIsOfAnotherDriver(String kernelDiagnostics) {
        bench.settings.change(new PfruSettingsTest.Given("", "", "", kernelDiagnostics));
        final ErrnoException cause = new ErrnoException("ioctl", "/dev/null", Errno.ENOTTY);
        final KernelLogWindow window = window();
        window.open();

        final FirmwareException e = catchThrowableOfType(
                FirmwareException.class,
                () -> window.during(UpdatePhase.CHECK, () -> {
                    throw new PfruFailures("pfru-sim0").ofIoctl("query capability", PfruIoctl.QUERY_CAP, cause);
                }));
        window.close();

        assertThat(e.failure().message()).isEqualTo("the node is not one of this driver");
        assertThat(e.failure().nextStep()).isEmpty();
    }

    @Test
    void isLeftOutAndAdvisedWhereItIsOff() throws Exception {
        bench.settings.change(new PfruSettingsTest.Given("", "", "", "off"));

        final UpdateFailedException e = failed(() -> service.update(BAD_SIGNATURE, UpdateListener.NONE));

        assertThat(service.kernelDiagnostics()).isFalse();
        assertThat(e.record().diagnostics()).isEmpty();
        assertThat(e.failure().message()).isEqualTo("the firmware answered with a status other than success");
        assertThat(e.failure().nextStep().orElseThrow())
                .isEqualTo(
                        "The firmware that runs is unchanged. Set kernelDiagnostics = on in io.platformfirmware.pfru to see"
                                + " what the driver says of it, the firmware's status above all.");
        bench.settings.change(new PfruSettingsTest.Given("", "", "", "on"));
        assertThat(service.kernelDiagnostics()).isTrue();
        assertThat(failed(() -> service.update(BAD_SIGNATURE, UpdateListener.NONE))
                        .getMessage())
                .contains("DSM_FUNC_SPEC_ERR");
    }

    @Test
    void isThatOfEachStepAlone() throws Exception {
        final UpdateRecord load = service.load(CODE);
        final UpdateRecord stage = service.stage(CODE.sha256());
        final UpdateRecord activate = service.activate(CODE.sha256());

        assertThat(load.diagnostics().orElseThrow().reports()).isEmpty();
        assertThat(stage.diagnostics().orElseThrow().reports())
                .extracting(DriverReport::phase)
                .containsExactly(UpdatePhase.STAGE);
        assertThat(activate.diagnostics().orElseThrow().reports())
                .extracting(DriverReport::phase)
                .containsExactly(UpdatePhase.ACTIVATE);
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void isNotThatOfAnotherProgramBetweenThePhases(KernelMessages texts) throws Exception {
        bench.kernel.settings(texts, Optional.empty());
        final KernelLogWindow window = window();
        window.open();
        askForTheCapability(5);

        final FirmwareException e =
                catchThrowableOfType(FirmwareException.class, () -> window.during(UpdatePhase.STAGE, () -> stage(6)));
        askForTheCapability(3);

        assertThat(e).hasMessageContaining("status 6 (DSM_FUNC_SPEC_ERR), extended status 0x77");
        assertThat(window.close().orElseThrow().reports()).singleElement().satisfies(answered(6));
        assertThat(window.close()).isEmpty();
    }

    private KernelLogWindow window() {
        return new KernelLogWindow(
                new DeviceIdentity("pfru-sim0", bench.device.path(), true),
                Optional.of(SimulatedUpdateDevice.kernelName(0)),
                bench.settings,
                bench.logs);
    }

    /** Without the checks that come before it in an update. */
    private Void write(String capsule) throws FirmwareException {
        try (PfruChannel channel = PfruChannel.openLocked("pfru-sim0", bench.device)) {
            channel.load(Bench.capsule(capsule), channel.queryCapability());
        }
        return null;
    }

    private Void stage(long status) throws FirmwareException {
        bench.change(forced(FirmwareFunction.START, status));
        try (PfruChannel channel = PfruChannel.openLocked("pfru-sim0", bench.device)) {
            channel.stage();
        }
        return null;
    }

    private void askForTheCapability(long status) throws FirmwareException {
        bench.change(forced(FirmwareFunction.QUERY_CAPABILITY, status));
        try (PfruChannel other = PfruChannel.openForQuery("pfru-sim0", bench.device)) {
            assertThat(reason(other::queryCapability)).isEqualTo(FailureReason.FIRMWARE_REFUSED);
        }
    }

    @Test
    void leavesOnWhatSomebodyElseSwitchedOn() throws Exception {
        bench.kernel.flag("Update failed with Error Status:%d", true);

        failed(() -> service.update(BAD_SIGNATURE, UpdateListener.NONE));

        assertThat(bench.kernel.printed()).containsExactly("Update failed with Error Status:%d");
        bench.kernel.flag("Update failed with Error Status:%d", false);
    }

    @ParameterizedTest
    @CsvSource({
        "ABSENT, 'simulated:/sys/kernel/debug/dynamic_debug/control: open: ENOENT, No such file or directory'",
        "READ_ONLY, 'simulated:/sys/kernel/debug/dynamic_debug/control: open: EROFS, Read-only file system'",
        "RESTRICTED, 'simulated:/sys/kernel/debug/dynamic_debug/control: open: EPERM, Operation not permitted'"
    })
    void saysWhyItIsNotThereAndTheUpdateGoesItsWay(KernelLogFault fault, String why) throws Exception {
        bench.kernel.settings(KernelMessages.LINUX_6_17, Optional.of(fault));

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);
        final UpdateFailedException refused = failed(() -> service.update(BAD_SIGNATURE, UpdateListener.NONE));

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(List.of(done, refused.record())).allSatisfy(record -> {
            assertThat(record.diagnostics().orElseThrow().reports()).isEmpty();
            assertThat(record.diagnostics()
                            .orElseThrow()
                            .trouble()
                            .orElseThrow()
                            .message())
                    .isEqualTo(why);
        });
        assertThat(refused.failure().message()).isEqualTo("the firmware answered with a status other than success");
        assertThat(refused.failure().nextStep().orElseThrow())
                .endsWith("What the driver says of it could not be read: " + why);
        assertThat(service.kernelDiagnosticsFault().orElseThrow().message()).isEqualTo(why);
        assertThat(bench.records()).containsExactly(done, refused.record());
    }

    @Test
    void needsNoKernelLog() throws Exception {
        bench.logs.remove(bench.kernel);

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(done.diagnostics().orElseThrow().trouble().orElseThrow().message())
                .contains("no kernel log is there");
        assertThat(service.kernelDiagnosticsFault()).isPresent();
        bench.logs.add(new Broken(), Map.of(KernelLog.SIMULATED, false));
        assertThat(service.kernelDiagnosticsFault().orElseThrow().message())
                .as("the log of this machine is not that of the simulated kernel")
                .contains("no kernel log is there");
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void doesNotGuessWhatWasOverwritten(KernelMessages texts) throws Exception {
        bench.kernel.settings(texts, Optional.of(KernelLogFault.WRAPPED));

        final UpdateFailedException e = failed(() -> service.update(BAD_SIGNATURE, UpdateListener.NONE));

        final DriverReport report = report(e, UpdatePhase.STAGE);
        assertThat(report.gap()).isTrue();
        assertThat(report.status()).isEmpty();
        assertThat(e.failure().message()).isEqualTo("the firmware answered with a status other than success");
        assertThat(e.failure().nextStep().orElseThrow()).endsWith("messages of the kernel were lost.");
    }

    @ParameterizedTest
    @EnumSource(KernelMessages.class)
    void doesNotGuessWhatWasCut(KernelMessages texts) throws Exception {
        bench.kernel.settings(texts, Optional.of(KernelLogFault.CUT));

        final UpdateFailedException e = failed(() -> service.update(BAD_SIGNATURE, UpdateListener.NONE));
        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        assertThat(e.record().diagnostics().orElseThrow().reports()).isEmpty();
        assertThat(e.failure().nextStep().orElseThrow()).endsWith("it wrote no line that tells.");
        assertThat(done.diagnostics().orElseThrow().reports()).isEmpty();
    }

    @Test
    void survivesALogThatFailsInTheMiddle() throws Exception {
        bench.logs.remove(bench.kernel);
        bench.logs.add(new Broken(), Map.of(KernelLog.SIMULATED, true));

        final UpdateRecord done = service.update(CODE, UpdateListener.NONE);

        assertThat(done.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(done.diagnostics().orElseThrow().trouble().orElseThrow().message())
                .as("the first trouble")
                .isEqualTo("internal error: java.lang.IllegalStateException: read");
        assertThat(bench.records()).containsExactly(done);
    }

    @Test
    void outlivesARestartAndDamageCostsOnlyIt() throws Exception {
        final UpdateFailedException e = failed(() -> service.update(BAD_SIGNATURE, UpdateListener.NONE));
        final Path file = bench.settings.get().historyFile();
        final String whole = Files.readString(file);

        assertThat(reread(file)).containsExactly(e.record());
        Files.writeString(file, whole.replace("\"status\":6", "\"status\":\"six\""));
        assertThat(reread(file)).singleElement().satisfies(record -> {
            assertThat(record.diagnostics()).isEmpty();
            assertThat(record.failure()).contains(e.failure());
            assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        });
    }

    private static List<UpdateRecord> reread(Path file) throws Exception {
        return new HistoryFile(file, new RunningProcess(1, Samples.TIME)).records();
    }

    private static FirmwareSettings forced(FirmwareFunction function, long status) {
        return FirmwareSettings.defaults().withForced(function, new FirmwareStatus(status, 0x77));
    }

    private static UpdateFailedException failed(ThrowingCallable call) {
        return catchThrowableOfType(UpdateFailedException.class, call);
    }

    private static DriverReport report(UpdateFailedException e, UpdatePhase phase) {
        final List<DriverReport> reports =
                e.record().diagnostics().orElseThrow().reports();
        assertThat(reports).filteredOn(report -> report.phase() == phase).hasSize(1);
        return reports.get(reports.size() - 1);
    }

    private static Consumer<DriverReport> answered(long status) {
        return report -> {
            assertThat(report.status()).hasValue(status);
            assertThat(report.extendedStatus()).hasValue(0x77);
            assertThat(report.ambiguous()).isFalse();
        };
    }

    private static Tuple tuple(UpdatePhase phase, Duration authentication, Duration execution) {
        return Tuple.tuple(phase, Optional.of(authentication), Optional.of(execution));
    }

    /** A log whose lines somebody switches off as soon as they are on. */
    private record SwitchedOff(SimulatedKernelLog log) implements KernelLog {

        @Override
        public String path() {
            return log.path();
        }

        @Override
        public Recording record(String module) throws IOException {
            final Recording recording = log.record(module);
            log.printed().forEach(line -> log.flag(line, false));
            return recording;
        }

        @Override
        public void check(String module) throws IOException {
            log.check(module);
        }
    }

    /** Begins, and then fails in every way it can. */
    private static final class Broken implements KernelLog, KernelLog.Recording {

        @Override
        public String path() {
            return "/dev/null";
        }

        @Override
        public Recording record(String module) {
            return this;
        }

        @Override
        public void check(String module) throws IOException {
            throw new IOException("check");
        }

        @Override
        public Set<String> formats() {
            return Set.of("Invalid image type\\n");
        }

        @Override
        public List<KernelLogEntry> entries() {
            throw new IllegalStateException("read");
        }

        @Override
        public void checkLines() throws IOException {
            throw new IOException("lines");
        }

        @Override
        public void close() throws IOException {
            throw new IOException("close");
        }
    }
}
