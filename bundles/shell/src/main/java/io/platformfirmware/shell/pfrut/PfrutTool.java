// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.SystemError;
import io.platformfirmware.shell.Text;
import io.platformfirmware.telemetry.LogInfo;
import io.platformfirmware.telemetry.LogSnapshot;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateCapability;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One run of the tool: the same steps in the same order, and the same lines. Complaints go to the error stream, and 1 is the status of each. */
final class PfrutTool {

    static final int DONE = 0;
    static final int FAILED = 1;

    static final String NAME = "pfrut";

    /** Not its own: Karaf takes the name of a scope for the way into that scope. */
    static final String SCOPE = "pfru";

    private static final String USAGE = """
            usage: pfrut [OPTIONS]
             code injection:
              -l, --load FILE
              -s, --stage
              -a, --activate
              -u, --update [stage and activate]
              -q, --query
              -d, --setrev REVISION(1, 2)
             telemetry:
              -G, --getloginfo
              -T, --type(0:execution, 1:history)
              -L, --level(0, 1, 2, 4)
              -R, --read
              -D, --setrevlog REVISION(1, 2)
             this one:
              --device N [pfruN and pfrtN, as often as needed; default 0]
              -V, --compat-version(%s) [whose lines are printed]
              -h, --help
            """.formatted(Generation.all());

    private final FirmwareDevices devices;
    private final Function<String, Path> paths;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * For one run.
     *
     * @param paths makes a path of a file's name
     */
    PfrutTool(FirmwareDevices devices, Function<String, Path> paths, PrintStream out, PrintStream err) {
        this.devices = devices;
        this.paths = paths;
        this.out = out;
        this.err = err;
    }

    /** Does all of it; the exit status. */
    int run(List<String> words) {
        final PfrutOptions options;
        try {
            options = PfrutOptions.of(words);
        } catch (final UsageException e) {
            err.println(e.getMessage());
            return FAILED;
        }
        if (options.help()) {
            out.print(USAGE);
            return DONE;
        }
        try {
            return run(options);
        } catch (final StepException e) {
            tell(e);
            return FAILED;
        }
    }

    private int run(PfrutOptions options) throws StepException {
        final Optional<FirmwareUpdateService> update = options.needsUpdateDevice()
                ? Optional.of(step("PFRU device not supported - Quit...", () -> devices.update(options.updateDevice())))
                : Optional.empty();
        final Optional<TelemetryService> telemetry = options.needsTelemetryDevice()
                ? Optional.of(
                        step("PFRT device not supported - Quit...", () -> devices.telemetry(options.telemetryDevice())))
                : Optional.empty();
        if (options.query()) {
            print(
                    options.generation(),
                    failing("Query Update Capability info failed.", update.orElseThrow()::capability));
            return DONE;
        }
        if (options.logInfo()) {
            print(telemetry.orElseThrow());
            return DONE;
        }
        if (!options.settings().isEmpty()) {
            failing(
                    "Log information set failed.(log_level, log_type, log_revid)",
                    () -> telemetry.orElseThrow().apply(options.settings()));
        }
        if (options.revision().isPresent()) {
            setRevision(update.orElseThrow(), options.revision().getAsInt());
        }
        if (options.capsule().isPresent()) {
            load(update.orElseThrow(), options.capsule().get());
        }
        int status = DONE;
        if (options.action().isPresent()) {
            status = act(update.orElseThrow(), options.action().get());
        }
        if (options.read()) {
            read(telemetry.orElseThrow());
        }
        return status;
    }

    private void print(Generation generation, UpdateCapability capability) {
        if (generation.showsFeatures()) {
            print("update capability", capability.featureBits());
        }
        print("code injection image type", capability.codeType());
        print("fw_version", capability.firmwareVersion());
        print("code_rt_version", capability.codeRuntimeVersion());
        print("driver update image type", capability.driverType());
        print("drv_rt_version", capability.driverRuntimeVersion());
        print("drv_svn", capability.driverSvn());
        print("platform id", capability.platformId());
        print("oem id", capability.oemId());
        print("oem information length", capability.oemInfoLength());
    }

    private void print(TelemetryService device) throws StepException {
        final LogInfo info = failing("Get telemetry data info failed.", device::info);
        final TelemetrySettings settings = failing("Get telemetry info failed.", device::settings);
        print("log_level", settings.level().code());
        print("log_type", settings.type().code());
        print("log_revid", settings.revision());
        print("max_data_size", info.capacity());
        print("chunk1_size", info.chunk1().size());
        print("chunk2_size", info.chunk2().size());
        print("rollover_cnt", info.rolloverCount());
        print("reset_cnt", info.resetCount());
    }

    private void print(String field, Object value) {
        out.println(field + ":" + value);
    }

    private void setRevision(FirmwareUpdateService device, int revision) throws StepException {
        failing("pfru update revid set failed", () -> {
            device.setRevision(revision);
            return revision;
        });
        out.println("pfru update revid set to " + revision);
    }

    private void load(FirmwareUpdateService device, String name) throws StepException {
        final CapsuleFile file = open(name);
        try {
            device.load(Capsule.parse(file));
        } catch (final FirmwareException e) {
            out.println("Load -1 bytes of capsule file into the system");
            throw new StepException("Failed to load capsule file: " + why(e), e);
        }
        out.println("Load " + file.size() + " bytes of capsule file into the system");
        out.println("Load done.");
    }

    private CapsuleFile open(String name) throws StepException {
        final CapsuleFile file;
        try {
            if (name.isEmpty()) {
                throw new StepException("Can not open capsule file...: No such file or directory");
            }
            final Path path = paths.apply(name);
            if (Files.isDirectory(path)) {
                throw new StepException("Failed to mmap capsule file.: No such device");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new StepException("Failed to mmap capsule file.: Invalid argument");
            }
            file = CapsuleFile.read(path);
        } catch (final InvalidPathException e) {
            throw new StepException("Can not open capsule file...: " + e.getMessage());
        } catch (final FirmwareException e) {
            throw new StepException("Can not open capsule file...: " + why(e), e);
        }
        if (file.size() == 0) {
            throw new StepException("Failed to mmap capsule file.: Invalid argument");
        }
        return file;
    }

    private int act(FirmwareUpdateService device, PfrutOptions.Action action) {
        try {
            final Sha256 capsule = capsuleOf(device, action);
            switch (action) {
                case STAGE -> device.stage(capsule);
                case ACTIVATE -> device.activate(capsule);
                case UPDATE -> device.stageAndActivate(capsule);
            }
            out.println("Update finished, return 0");
            return DONE;
        } catch (final FirmwareException e) {
            out.println("Update finished, return -1");
            tell(new StepException("Update failed: " + why(e), e));
            return FAILED;
        }
    }

    private static Sha256 capsuleOf(FirmwareUpdateService device, PfrutOptions.Action action) throws FirmwareException {
        return device.state()
                .digest()
                .orElseThrow(() -> Failure.of(FailureReason.WRONG_STATE, Text.words(action), "no capsule was loaded")
                        .on(device.deviceId())
                        .next("Load one first, with -l FILE.")
                        .asException());
    }

    private void read(TelemetryService device) throws StepException {
        final LogInfo info = failing("Get telemetry data info failed.", device::info);
        if (info.capacity() == 0) {
            throw new StepException("No telemetry data available.");
        }
        if (!info.exists()) {
            throw new StepException(
                    "mmap error.: No such device",
                    Failure.of(
                                    FailureReason.LOG_UNAVAILABLE,
                                    "read telemetry",
                                    "there is no log before the first update")
                            .on(device.deviceId())
                            .asException());
        }
        final LogSnapshot log = failing("mmap error.", device::snapshot);
        final byte[] bytes = log.bytes().toByteArray();
        out.write(bytes, 0, bytes.length);
        out.println();
        out.flush();
        log.warning().ifPresent(warning -> err.println("Warning: " + warning));
    }

    private void tell(StepException e) {
        out.flush();
        err.println(e.getMessage());
        if (e.getCause() instanceof FirmwareException failure) {
            explain("Reason: ", failure.failure().toString());
            failure.failure().likelyCauses().forEach(cause -> explain("Likely cause: ", cause));
            failure.failure().nextStep().ifPresent(next -> explain("Next: ", next));
        }
        err.flush();
    }

    /** In one line: names of files are in it. */
    private void explain(String lead, String text) {
        err.println(lead + Text.printable(text));
    }

    /** As {@code strerror} says it where a system call failed. */
    private static String why(FirmwareException e) {
        final Optional<SystemError> error = e.failure().systemError();
        if (error.isPresent()) {
            return error.get().sentence();
        }
        if (e.getCause() instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e.getCause() instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e.getCause() instanceof FileSystemException other && other.getReason() != null) {
            return other.getReason();
        }
        return switch (e.reason()) {
            case CAPSULE_INVALID, CAPSULE_REFUSED, INVALID_VALUE -> "Invalid argument";
            case WRONG_STATE, DEVICE_BUSY, DEVICE_LOCKED -> "Device or resource busy";
            default -> e.failure().message();
        };
    }

    private static <T> T step(String line, Step<T> step) throws StepException {
        try {
            return step.run();
        } catch (final FirmwareException e) {
            throw new StepException(line, e);
        }
    }

    private static <T> T failing(String line, Step<T> step) throws StepException {
        try {
            return step.run();
        } catch (final FirmwareException e) {
            throw new StepException(line + ": " + why(e), e);
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws FirmwareException;
    }

    /** A step failed, and with it the run. */
    private static final class StepException extends Exception {

        private static final long serialVersionUID = 1;

        StepException(String line) {
            super(line);
        }

        StepException(String line, FirmwareException why) {
            super(line, why);
        }
    }
}
