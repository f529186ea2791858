// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A platform firmware with Platform Firmware Runtime Update, at the level of the ACPI {@code _DSM} method of device
 * {@code INTC1080}: a communication buffer, authentication, versions that move when an update is activated, and failures on
 * demand. Safe for use by several threads; like the ACPI interpreter it evaluates one call at a time, so a slow start holds up
 * everybody. Its settings can be changed and its state be read at any time without waiting.
 */
public final class EmulatedFirmware {

    private static final Logger LOG = LoggerFactory.getLogger(EmulatedFirmware.class);

    private final Delay delay;
    private final CommunicationBuffer buffer;
    private final Map<FirmwareFunction, FirmwareStatus> lastStatus = new ConcurrentHashMap<>();

    private volatile FirmwareSettings settings;
    private volatile PlatformCapability capability;
    private volatile int lastRevision;
    private Optional<StagedImage> staged = Optional.empty();
    private boolean retrySuggested;

    /**
     * A firmware at power on.
     *
     * @param capability what it says of itself
     * @param settings how it behaves
     * @param delay lets the time of a start pass
     */
    public EmulatedFirmware(PlatformCapability capability, FirmwareSettings settings, Delay delay) {
        this.capability = capability;
        this.settings = settings;
        this.delay = delay;
        this.buffer = new CommunicationBuffer(settings.bufferSize());
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
     * @param changed the new settings; state and what lies in the buffer are kept
     */
    public void settings(FirmwareSettings changed) {
        settings = changed;
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
        final Optional<FirmwareStatus> status = begin(FirmwareFunction.START, revision);
        if (status.isEmpty()) {
            return status;
        }
        delay.pause(settings.startTime());
        if (!status.get().succeeded()) {
            return Optional.of(record(FirmwareFunction.START, status.get()));
        }
        FirmwareStatus result;
        try {
            if (action != StartAction.ACTIVATE) {
                stage();
            }
            if (action != StartAction.STAGE) {
                activate();
            }
            result = FirmwareStatus.SUCCESS;
        } catch (final RefusedException e) {
            LOG.debug("{}: {}", action, e.getMessage());
            result = e.refusal().status();
        }
        return Optional.of(record(FirmwareFunction.START, result));
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
        final StagedImage image = StagedImage.read(buffer, capability);
        if (image.mark() == PayloadMark.BAD_SIGNATURE) {
            throw new RefusedException(Refusal.SIGNATURE);
        }
        if (image.mark() == PayloadMark.RETRY && !retrySuggested) {
            retrySuggested = true;
            throw new RefusedException(Refusal.RETRY);
        }
        staged = Optional.of(image);
        // the capsule is taken: it can not be staged a second time
        buffer.erase(EfiGuid.SIZE);
    }

    private void activate() throws RefusedException {
        final StagedImage image = staged.orElseThrow(() -> new RefusedException(Refusal.NOTHING_STAGED));
        staged = Optional.empty();
        if (image.mark() == PayloadMark.ACTIVATION_FAILURE) {
            throw new RefusedException(Refusal.ACTIVATION);
        }
        capability = switch (image.type()) {
            case CODE_INJECTION -> capability.codeInjected(image.runtimeVersion());
            case DRIVER_UPDATE -> capability.driverUpdated(image.runtimeVersion(), image.svn());
        };
    }

    /** What a call returned beside its status. */
    record Answer<T>(FirmwareStatus status, T value) {}
}
