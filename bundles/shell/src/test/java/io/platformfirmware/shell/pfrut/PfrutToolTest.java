// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.Sha256;
import io.platformfirmware.SystemError;
import io.platformfirmware.shell.Devices;
import io.platformfirmware.shell.pfrt.FakeTelemetryService;
import io.platformfirmware.shell.pfru.FakeUpdateService;
import io.platformfirmware.shell.pfru.Samples;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option, rule and error of the tool, to the line. */
final class PfrutToolTest {

    private static final SystemError BUSY = new SystemError("ioctl", 16, "EBUSY", "Device or resource busy");

    private static final String CAPABILITY = """
            code injection image type:B2F84B79-7B6E-4E45-885F-3FB9BB185402
            fw_version:4294967295
            code_rt_version:1
            driver update image type:4569DD8C-75F1-429A-A3D6-24DE8097A0DF
            drv_rt_version:4
            drv_svn:2
            platform id:11111111-2222-3333-4444-555555555555
            oem id:AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE
            oem information length:0
            """;

    private static final String LOG_INFO = """
            log_level:2
            log_type:0
            log_revid:1
            max_data_size:65536
            chunk1_size:0
            chunk2_size:0
            rollover_cnt:0
            reset_cnt:3
            """;

    private final List<FirmwareUpdateService> updates = new ArrayList<>();
    private final List<TelemetryService> telemetries = new ArrayList<>();
    private final FakeUpdateService update = new FakeUpdateService("pfru0");
    private final FakeTelemetryService telemetry = new FakeTelemetryService("pfrt0");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void devices() throws Exception {
        updates.add(update);
        telemetries.add(telemetry);
        update.capability = Samples.capability(4_294_967_295L, 1);
        Files.write(folder.resolve("good.cap"), Samples.code(2));
        Files.write(folder.resolve("empty.cap"), new byte[0]);
        Files.write(folder.resolve("cut.cap"), new byte[10]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q", "--query", "-query", "--q", "-qu", "-G -q", "-q -u -l nothing", "-sq", "-L 4 -q"})
    void query(String words) {
        assertThat(run(words)).isZero();
        assertThat(out()).isEqualTo("update capability:3\n" + CAPABILITY);
        assertThat(err()).isEmpty();
        assertThat(update.calls).isEmpty();
        assertThat(telemetry.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5.17,false", "6.3,false", "6.10,true"})
    void queryOfEachGeneration(String version, boolean features) {
        for (final String words :
                List.of("-q -V " + version, "-V" + version + " -q", "--compat-version=" + version + " -q")) {
            out.reset();
            assertThat(run(words)).isZero();
            assertThat(out()).isEqualTo((features ? "update capability:3\n" : "") + CAPABILITY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-G", "--getloginfo", "-getloginfo", "-g", "-G -L 4", "-R -G -u"})
    void logInfo(String words) {
        assertThat(run(words)).isZero();
        assertThat(out()).isEqualTo(LOG_INFO);
        assertThat(telemetry.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-L 4, apply level verbose",
        "-L0x1, apply level warning",
        "--level=0, apply level error",
        "-le 2, apply level info",
        "-T 1, apply type history",
        "-type 0, apply type execution",
        "-t 01, apply type history",
        "-D 2, apply revision 2",
        "--setrevlog 1, apply revision 1",
        "-setrevl 2, apply revision 2",
        "-L 1 -T 1 -D 2 -L 4, 'apply level verbose, type history, revision 2'",
    })
    void logSettings(String words, String call) {
        assertThat(run(words)).isZero();
        assertThat(out()).isEmpty();
        assertThat(err()).isEmpty();
        assertThat(telemetry.calls).containsExactly(call);
    }

    @ParameterizedTest
    @CsvSource({
        "5.17, -L 3, Invalid log level 3",
        "5.17, -T x, Invalid log type x",
        "6.3, -L 3, 'Number expected: level(0, 1, 2, 4) - Quit.'",
        "6.3, -T 2, 'Number expected: type(0:execution, 1:history) - Quit.'",
        "6.10, -L x -q, 'Number expected: level(0, 1, 2, 4) - Quit.'",
        "6.10, -L 4294967296, 'Number expected: level(0, 1, 2, 4) - Quit.'",
        "6.10, --level=, 'Number expected: level(0, 1, 2, 4) - Quit.'",
        "6.10, -T -1, 'Number expected: type(0:execution, 1:history) - Quit.'",
        "6.10, -D 5, 'Invalid log revid 5, unchanged.'",
        "6.10, -D 1x, 'Invalid log revid 1x, unchanged.'",
        "6.10, -d abc, 'Number expected: revid(1, 2) - Quit.'",
        "6.10, -d 1xyz, 'Number expected: revid(1, 2) - Quit.'",
        "6.10, -Z, pfrut: unrecognized option '-Z'",
        "6.10, --actvate -s, pfrut: unrecognized option '--actvate'",
        "6.10, -s stray, pfrut: unexpected argument 'stray'",
        "6.10, -s -- -q, pfrut: unexpected argument '-q'",
        "6.10, -l, pfrut: option requires an argument -- 'l'",
        "6.10, --load, pfrut: option '--load' requires an argument",
        "6.10, -load, pfrut: option '-load' requires an argument",
        "6.10, --stage=1, pfrut: option '--stage' doesn't allow an argument",
        "6.10, --setre 1, pfrut: option '--setre' is ambiguous; possibilities: '--setrev' '--setrevlog'",
        "6.10, -sZ, pfrut: invalid option -- 'Z'",
        "6.10, -de, 'Number expected: revid(1, 2) - Quit.'",
        "6.10, -d=1, 'Number expected: revid(1, 2) - Quit.'",
        "6.10, --dev 1, pfrut: unrecognized option '--dev'",
        "6.10, -c 5.17, pfrut: unrecognized option '-c'",
        "6.10, --device x -q, 'Number expected: device(0, 1, ...), or a name like pfru1 or pfrt1 - Quit.'",
        "6.10, -V 6.9 -q, 'pfrut: there is no version ''6.9'' of the lines; there is 5.17, 6.3, 6.10'",
    })
    void refusedBeforeAnythingIsDone(String version, String words, String complaint) {
        assertThat(run("-u -L 1 -V " + version + " " + words)).isEqualTo(1);
        assertThat(out()).isEmpty();
        assertThat(err().lines()).startsWith(complaint.replace("''", "'")).hasSize(1);
        assertThat(update.calls).isEmpty();
        assertThat(telemetry.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "01, 1", "0x1, 1", "0X2, 2", "+1, 1", "' 1', 1", "'\t2', 2", "002, 2"})
    void numbers(String word, int value) {
        assertThat(run(List.of("-d", word, "-D", word))).isZero();
        assertThat(update.calls).containsExactly("setRevision " + value);
        assertThat(telemetry.calls).containsExactly("apply revision " + value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "x", "1x", "1 ", "09", "0x", "0x-1", "+", "+-1", "- 1", "#1", "1.0", "١", "4294967297"})
    void noNumbers(String word) {
        for (final String option : List.of("-d", "-D", "-L", "-T")) {
            assertThat(run(List.of(option, word))).as(option).isEqualTo(1);
        }
        assertThat(err())
                .isEqualTo("Number expected: revid(1, 2) - Quit.\nInvalid log revid " + word + ", unchanged.\n"
                        + "Number expected: level(0, 1, 2, 4) - Quit.\n"
                        + "Number expected: type(0:execution, 1:history) - Quit.\n");
        assertThat(update.calls).isEmpty();
        assertThat(telemetry.calls).isEmpty();
    }

    @Test
    void aRevisionThatThereIsNotIsForTheDeviceToRefuse() {
        assertThat(run("-d -1")).isZero();
        assertThat(update.calls).containsExactly("setRevision -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-he", "-h -Z"})
    void help(String words) {
        assertThat(run(words)).isZero();
        assertThat(err()).isEmpty();
        assertThat(out())
                .startsWith("usage: pfrut [OPTIONS]\n code injection:\n")
                .contains("--setrevlog", "--device");
    }

    @Test
    void revision() {
        assertThat(run("-d 2")).isZero();
        assertThat(out()).isEqualTo("pfru update revid set to 2\n");
        assertThat(update.calls).containsExactly("setRevision 2");
    }

    @ParameterizedTest
    @CsvSource({
        "-l good.cap, load",
        "-lgood.cap, load",
        "--load=good.cap, load",
        "-lo good.cap, load",
    })
    void load(String words, String call) {
        assertThat(run(words)).isZero();
        assertThat(out()).isEqualTo("Load 168 bytes of capsule file into the system\nLoad done.\n");
        assertThat(update.calls).singleElement().asString().startsWith(call);
    }

    @ParameterizedTest
    @CsvSource({
        "-s, stage",
        "--stage, stage",
        "-a, activate",
        "-s -a, activate",
        "-a -s, stage",
        "-u, stageAndActivate",
        "-sau, stageAndActivate",
        "-u -s -a -update, stageAndActivate",
    })
    void action(String words, String call) {
        update.state = UpdateState.of(UpdateState.Phase.LOADED, new Sha256("ab".repeat(32)));
        assertThat(run(words)).isZero();
        assertThat(out()).isEqualTo("Update finished, return 0\n");
        assertThat(update.calls).singleElement().asString().startsWith(call + " ");
    }

    @Test
    void everythingInTheOrderOfTheTool() {
        update.state = UpdateState.of(UpdateState.Phase.LOADED, new Sha256("ab".repeat(32)));
        telemetry.write("one\0two\n");
        assertThat(run("-R -u -l good.cap -d 1 -L 4")).isZero();
        assertThat(out())
                .isEqualTo("pfru update revid set to 1\nLoad 168 bytes of capsule file into the system\nLoad done.\n"
                        + "Update finished, return 0\none\0two\n\n");
        assertThat(update.calls).hasSize(3);
        assertThat(telemetry.calls).containsExactly("apply level verbose", "snapshot");
    }

    @Test
    void aFailedUpdateIsAFailureAndItsLogIsReadAllTheSame() {
        update.state = UpdateState.of(UpdateState.Phase.LOADED, new Sha256("ab".repeat(32)));
        update.refusal = Failure.of(FailureReason.FIRMWARE_REFUSED, "stage", "the firmware refused")
                .on("pfru0")
                .because(BUSY)
                .next("Read its log.");
        telemetry.write("ERROR bad signature");
        assertThat(run("-u -R")).isEqualTo(1);
        assertThat(out()).isEqualTo("Update finished, return -1\nERROR bad signature\n");
        assertThat(err())
                .isEqualTo("Update failed: Device or resource busy\n"
                        + "Reason: pfru0: stage: the firmware refused (ioctl: EBUSY, Device or resource busy)\n"
                        + "Next: Read its log.\n");
    }

    @Test
    void stageWithoutALoad() {
        assertThat(run("-s")).isEqualTo(1);
        assertThat(out()).isEqualTo("Update finished, return -1\n");
        assertThat(err())
                .startsWith("Update failed: Device or resource busy\nReason: pfru0: stage: no capsule was loaded\n");
        assertThat(update.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nothing.cap, '', Can not open capsule file...: No such file or directory",
        "., '', Failed to mmap capsule file.: No such device",
        "empty.cap, '', Failed to mmap capsule file.: Invalid argument",
        "/dev/null, '', Failed to mmap capsule file.: Invalid argument",
        "good.cap/x, '', Can not open capsule file...: Not a directory",
        "/proc/sys/vm/drop_caches, '', Can not open capsule file...: Permission denied",
        "cut.cap, 'Load -1 bytes of capsule file into the system\n', Failed to load capsule file: Invalid argument",
    })
    void badCapsules(String file, String printed, String complaint) {
        assertThat(run("-u -l " + file)).isEqualTo(1);
        assertThat(out()).isEqualTo(printed);
        assertThat(err().lines().findFirst()).contains(complaint);
        assertThat(update.calls).isEmpty();
    }

    @Test
    void aFileWithoutAName() {
        assertThat(run(List.of("-u", "-l", ""))).isEqualTo(1);
        assertThat(run(List.of("--load=", "-u"))).isEqualTo(1);
        assertThat(err()).isEqualTo("Can not open capsule file...: No such file or directory\n".repeat(2));
        assertThat(update.calls).isEmpty();
    }

    @Test
    void aReasonIsOneLineWhateverTheNameOfTheFile() {
        assertThat(run(List.of("-l", "two\nlines"))).isEqualTo(1);
        assertThat(err())
                .isEqualTo("Can not open capsule file...: No such file or directory\n"
                        + "Reason: read capsule: there is no file " + folder + "/two?lines\n");
    }

    @Test
    void aLogThatMakesNoSenseIsPrintedWholeAndToldOf() {
        telemetry.write("one");
        telemetry.warning = "chunk 1 is not within the log";
        assertThat(run("-R")).isZero();
        assertThat(out()).startsWith("one");
        assertThat(err()).isEqualTo("Warning: chunk 1 is not within the log\n");
    }

    @Test
    void firmwareThatDoesNotAnswer() {
        final Failure busy =
                Failure.of(FailureReason.DRIVER_REFUSED, "x", "no answer").because(BUSY);
        update.unreachable = busy;
        telemetry.settingsFailure = busy;
        telemetry.logFailure = busy;
        fails("-q", "Query Update Capability info failed.: Device or resource busy");
        fails("-G", "Get telemetry data info failed.: Device or resource busy");
        fails("-R", "Get telemetry data info failed.: Device or resource busy");
        fails("-L 4 -u", "Log information set failed.(log_level, log_type, log_revid): Device or resource busy");
        fails("-d 1", "pfru update revid set failed: Device or resource busy");
        telemetry.logFailure = null;
        fails("-G", "Get telemetry info failed.: Device or resource busy");
    }

    @Test
    void noLogBeforeTheFirstUpdate() {
        telemetry.start(0);
        fails("-R", "mmap error.: No such device");
        assertThat(err()).contains("Reason: pfrt0: read telemetry: there is no log before the first update");
    }

    @Test
    void oneDeviceIsEnoughWhereOneIsNeeded() {
        telemetries.clear();
        assertThat(run("-q")).isZero();
        assertThat(run("-d 1 -l good.cap")).isZero();
        fails("-G", "PFRT device not supported - Quit...");
        fails("-u -R", "PFRT device not supported - Quit...");
        telemetries.add(telemetry);
        updates.clear();
        assertThat(run("-R")).isZero();
        fails("-q", "PFRU device not supported - Quit...");
        assertThat(err()).contains("Likely cause: the driver is not there");
    }

    @Test
    void anyDevice() {
        final FakeUpdateService other = new FakeUpdateService("pfru3");
        updates.add(other);
        updates.add(new FakeUpdateService("pfru-sim7"));
        assertThat(run("-d 1 --device 3")).isZero();
        assertThat(run("-d 2 --device pfru3")).isZero();
        assertThat(run("-d 1")).isZero();
        assertThat(run("-q --device 7")).isZero();
        assertThat(other.calls).containsExactly("setRevision 1", "setRevision 2");
        assertThat(update.calls).containsExactly("setRevision 1");
        fails("-q --device 4", "PFRU device not supported - Quit...");
        assertThat(err()).contains("there is no device pfru4; there is pfru0, pfru3, pfru-sim7");
    }

    private void fails(String words, String complaint) {
        out.reset();
        err.reset();
        assertThat(run(words)).as(words).isEqualTo(1);
        assertThat(out()).as(words).isEmpty();
        assertThat(err().lines().findFirst()).as(words).contains(complaint);
    }

    private int run(String words) {
        return run(List.of(words.split(" ")));
    }

    private int run(List<String> words) {
        final FirmwareDevices devices = new FirmwareDevices(
                new Devices<>(
                        updates,
                        FirmwareDevice::deviceId,
                        io.platformfirmware.shell.pfru.NoDevice.why(true, "pfrut"),
                        "with --device"),
                new Devices<>(
                        telemetries,
                        FirmwareDevice::deviceId,
                        io.platformfirmware.shell.pfrt.NoDevice.why("pfrut"),
                        "with --device"));
        return new PfrutTool(devices, folder::resolve, printer(out), printer(err)).run(words);
    }

    private static PrintStream printer(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
