// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A platform firmware with Platform Firmware Runtime Update and Telemetry, at the level of the ACPI {@code _DSM} methods of devices
 * {@code INTC1080} and {@code INTC1081}: a communication buffer, authentication, versions that move when an update is activated,
 * two logs of what was done, and failures on demand. Safe for use by several threads; like the ACPI interpreter it evaluates one
 * call at a time, so a slow start holds up everybody. Its settings can be changed, its state be read and its logs be written at any
 * time without waiting.
 */
public final class EmulatedFirmware {

    private static final Logger LOG = LoggerFactory.getLogger(EmulatedFirmware.class);

    private static final String PROCESS = "ProcessRuntimeUpdate";
    private static final int PHYSICAL_ADDRESS_BITS = 46;
    /** Between {@link LineLevel#INFO} and {@link LineLevel#VERBOSE} there is none. */
    private static final int NO_LEVEL = 3;

    private final Delay delay;
    private final FirmwareLog log;
    private final CommunicationBuffer buffer;
    private final Map<FirmwareFunction, FirmwareStatus> lastStatus = new ConcurrentHashMap<>();

    private volatile FirmwareSettings settings;
    private volatile PlatformCapability capability;
    private volatile int lastRevision;
    private volatile int lastTelemetryRevision;
    private Optional<StagedImage> staged = Optional.empty();
    private boolean retrySuggested;

    /**
     * A firmware at power on, with its logs at random addresses.
     *
     * @param capability what it says of itself
     * @param settings how it behaves
     * @param delay lets the time of a start pass
     */
    public EmulatedFirmware(PlatformCapability capability, FirmwareSettings settings, Delay delay) {
        this(capability, settings, delay, EmulatedFirmware::anyPage);
    }

    /**
     * A firmware at power on.
     *
     * @param capability what it says of itself
     * @param settings how it behaves
     * @param delay lets the time of a start pass
     * @param addresses physical addresses, page-aligned, for the execution log, the history, and each log whose size is changed
     */
    public EmulatedFirmware(
            PlatformCapability capability, FirmwareSettings settings, Delay delay, LongSupplier addresses) {
        this.capability = capability;
        this.settings = settings;
        this.delay = delay;
        this.buffer = new CommunicationBuffer(settings.bufferSize());
        this.log = new FirmwareLog(settings.log(), addresses);
    }

    /** A firmware that does everything at once and without failure. */
    static EmulatedFirmware atPowerOn() {
        return new EmulatedFirmware(PlatformCapability.atPowerOn(), FirmwareSettings.defaults(), Delay.realTime());
    }

    private static long anyPage() {
        final long end = (1L << PHYSICAL_ADDRESS_BITS) - LogSettings.MAX_SIZE;
        return ThreadLocalRandom.current().nextLong(1, end / LogSettings.PAGE) * LogSettings.PAGE;
    }

    /**
     * How it behaves.
     *
     * @return the settings in force
     */
    public FirmwareSettings settings() {
        return settings;
    }

    /**
     * Changes how it behaves, from the next call on.
     *
     * @param changed the new settings; state, what lies in the buffer, and logs whose size is the same are kept
     */
    public void settings(FirmwareSettings changed) {
        settings = changed;
        log.resize(changed.log());
    }

    /**
     * What it says of itself.
     *
     * @return the capability now, whatever a forced status does to the function that queries it
     */
    public PlatformCapability capability() {
        return capability;
    }

    /**
     * What it answered last.
     *
     * @param function to which call
     * @return empty when there was none, or when it gave an answer without a status
     */
    public Optional<FirmwareStatus> lastStatus(FirmwareFunction function) {
        return Optional.ofNullable(lastStatus.get(function));
    }

    /**
     * The revision of the interface that the kernel asked for.
     *
     * @return of the last call; empty when there was none
     */
    public OptionalInt lastRevision() {
        return lastRevision == 0 ? OptionalInt.empty() : OptionalInt.of(lastRevision);
    }

    /**
     * The same as {@link #lastRevision()}, for the telemetry functions.
     *
     * @return of the last call; empty when there was none
     */
    public OptionalInt lastTelemetryRevision() {
        return lastTelemetryRevision == 0 ? OptionalInt.empty() : OptionalInt.of(lastTelemetryRevision);
    }

    /**
     * Up to which level it logs.
     *
     * @return the level now, whatever the functions that set and query it answer
     */
    public LineLevel logLevel() {
        return log.level();
    }

    /**
     * Appends to both logs, without waiting for a start that runs. It is done at once: who asks where the logs are sees all of it
     * or nothing.
     *
     * @param level of what is appended; above {@link #logLevel()} nothing happens
     * @param bytes any, as they are: no mark, no line feed
     */
    public void log(LineLevel level, byte[] bytes) {
        log.append(level, bytes);
    }

    /** Empties both logs, as a reset of the telemetry service does: it is counted, and the old bytes stay in memory. */
    public void resetLog() {
        for (final LogKind kind : LogKind.values()) {
            log.reset(kind);
        }
    }

    /** The answer to {@link FirmwareFunction#QUERY_CAPABILITY}; empty when it is not one that the driver understands. */
    synchronized Optional<Answer<PlatformCapability>> queryCapability(int revision) {
        return begin(FirmwareFunction.QUERY_CAPABILITY, revision)
                .map(status -> new Answer<>(record(FirmwareFunction.QUERY_CAPABILITY, status), capability));
    }

    /** The answer to {@link FirmwareFunction#QUERY_BUFFER}; empty when it is not one that the driver understands. */
    synchronized Optional<Answer<CommunicationBuffer>> queryBuffer(int revision) {
        return begin(FirmwareFunction.QUERY_BUFFER, revision)
                .map(status -> new Answer<>(record(FirmwareFunction.QUERY_BUFFER, status), buffer));
    }

    /** The answer to {@link FirmwareFunction#START}; empty when it is not one that the driver understands. */
    synchronized Optional<FirmwareStatus> start(int revision, StartAction action) {
        final Optional<FirmwareStatus> forced = begin(FirmwareFunction.START, revision);
        if (forced.isEmpty()) {
            return forced;
        }
        log.launch();
        if (action.stages()) {
            log.reset(LogKind.EXECUTION);
        }
        final String called = "Action = " + action.id();
        log.line(LineLevel.INFO, PROCESS, called + ", Status = START");
        delay.pause(settings.startTime());
        final FirmwareStatus status = forced.get().succeeded() ? run(action) : refuse(forced.get());
        log.line(LineLevel.INFO, PROCESS, called + outcome(action, status));
        return Optional.of(record(FirmwareFunction.START, status));
    }

    private FirmwareStatus run(StartAction action) {
        try {
            if (action.stages()) {
                stage();
            }
            if (action.activates()) {
                activate();
            }
            return FirmwareStatus.SUCCESS;
        } catch (final RefusedException e) {
            LOG.debug("{}: {}", action, e.getMessage());
            log.line(
                    LineLevel.ERROR,
                    e.refusal().function(),
                    e.values() + ", Reason = " + e.refusal().reason());
            return e.refusal().status();
        }
    }

    private FirmwareStatus refuse(FirmwareStatus forced) {
        log.line(LineLevel.ERROR, PROCESS, "Reason = forced by the settings");
        return forced;
    }

    private String outcome(StartAction action, FirmwareStatus status) {
        if (!status.succeeded()) {
            return String.format(", Status = %d, ExtStatus = 0x%02X", status.status(), status.extStatus());
        }
        return ", Status = SUCCESS" + (action.activates() ? ", FirmwareVersion = " + capability.firmwareVersion() : "");
    }

    /** The answer to {@link TelemetryFunction#SET_LEVEL}; empty when it is not one that the driver understands. */
    synchronized Optional<FirmwareStatus> setLevel(int revision, LineLevel level) {
        final FirmwareSettings now = beginTelemetry(revision);
        if (now.log().has(TelemetryFault.MALFORMED_SET_LEVEL)) {
            return Optional.empty();
        }
        final FirmwareStatus status = now.forced(TelemetryFunction.SET_LEVEL);
        if (status.succeeded() && !now.log().has(TelemetryFault.SET_IGNORED)) {
            log.level(level);
        }
        return Optional.of(status);
    }

    /** The answer to {@link TelemetryFunction#GET_LEVEL}; empty when it is no package, without a value for a wrong element. */
    synchronized Optional<Answer<Optional<Integer>>> getLevel(int revision) {
        final FirmwareSettings now = beginTelemetry(revision);
        if (now.log().has(TelemetryFault.MALFORMED_GET_LEVEL)) {
            return Optional.empty();
        }
        final int level = now.log().has(TelemetryFault.WRONG_LEVEL)
                ? NO_LEVEL
                : log.level().code();
        return Optional.of(answer(now, TelemetryFunction.GET_LEVEL, level));
    }

    /** The answer to {@link TelemetryFunction#GET_DATA}; empty when it is no package, without a value for a wrong element. */
    synchronized Optional<Answer<Optional<FirmwareLog.Data>>> getData(int revision, LogKind kind) {
        final FirmwareSettings now = beginTelemetry(revision);
        if (now.log().has(TelemetryFault.MALFORMED_DATA)) {
            return Optional.empty();
        }
        final FirmwareLog.Data data = log.data(kind);
        return Optional.of(answer(
                now,
                TelemetryFunction.GET_DATA,
                now.log().fault().map(data::with).orElse(data)));
    }

    private FirmwareSettings beginTelemetry(int revision) {
        lastTelemetryRevision = revision;
        return settings;
    }

    private static <T> Answer<Optional<T>> answer(FirmwareSettings now, TelemetryFunction function, T value) {
        return new Answer<>(
                now.forced(function),
                now.log().has(TelemetryFault.WRONG_ELEMENT) ? Optional.empty() : Optional.of(value));
    }

    private Optional<FirmwareStatus> begin(FirmwareFunction function, int revision) {
        final FirmwareSettings now = settings;
        lastRevision = revision;
        lastStatus.remove(function);
        buffer.resize(now.bufferSize());
        if (now.malformedAnswer().filter(function::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(now.forced(function).orElse(FirmwareStatus.SUCCESS));
    }

    private FirmwareStatus record(FirmwareFunction function, FirmwareStatus status) {
        lastStatus.put(function, status);
        return status;
    }

    private void stage() throws RefusedException {
        final StagedImage image = StagedImage.read(buffer, capability, log);
        final String mark = "Mark = " + image.mark();
        if (image.mark() == PayloadMark.BAD_SIGNATURE) {
            throw new RefusedException(Refusal.SIGNATURE, mark);
        }
        if (image.mark() == PayloadMark.RETRY && !retrySuggested) {
            retrySuggested = true;
            throw new RefusedException(Refusal.RETRY, mark);
        }
        log.line(LineLevel.VERBOSE, Refusal.SIGNATURE.function(), mark);
        staged = Optional.of(image);
        // the capsule is taken: it can not be staged a second time
        buffer.erase(EfiGuid.SIZE);
    }

    private void activate() throws RefusedException {
        final StagedImage image =
                staged.orElseThrow(() -> new RefusedException(Refusal.NOTHING_STAGED, "Staged = none"));
        staged = Optional.empty();
        final String type = "Staged = " + image.type();
        if (image.mark() == PayloadMark.ACTIVATION_FAILURE) {
            throw new RefusedException(Refusal.ACTIVATION, type);
        }
        capability = switch (image.type()) {
            case CODE_INJECTION -> capability.codeInjected(image.runtimeVersion());
            case DRIVER_UPDATE -> capability.driverUpdated(image.runtimeVersion(), image.svn());
        };
        log.line(
                LineLevel.VERBOSE,
                Refusal.ACTIVATION.function(),
                type + ", RuntimeVersion = " + image.runtimeVersion() + ", SecureVersion = " + image.svn());
    }

    /** What a call returned beside its status. */
    record Answer<T>(FirmwareStatus status, T value) {}
}
