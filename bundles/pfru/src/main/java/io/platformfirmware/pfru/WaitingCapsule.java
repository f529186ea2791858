// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.update.CapsuleSummary;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * A capsule that was loaded or staged and waits for the next step, with the channel that keeps the device locked against other
 * processes meanwhile: nothing in the driver ties a stage to the load before it. Used on the owner thread of the device.
 */
final class WaitingCapsule {

    private final String deviceId;
    private final CharDevice device;
    private final DeviceOwner owner;
    private final Duration patience;

    private PfruChannel channel;
    private CapsuleSummary capsule;
    private Optional<Future<?>> end = Optional.empty();

    /**
     * Nothing waits yet.
     *
     * @param deviceId names the device in failures
     * @param device what is opened and locked
     * @param owner whose thread uses this
     * @param patience how long a capsule waits
     */
    WaitingCapsule(String deviceId, CharDevice device, DeviceOwner owner, Duration patience) {
        this.deviceId = deviceId;
        this.device = device;
        this.owner = owner;
        this.patience = patience;
    }

    /** A locked channel: the one that is kept, or a new one. Give it back with {@link #giveBack}. */
    PfruChannel lock() throws FirmwareException {
        return channel != null ? channel : PfruChannel.openLocked(deviceId, device);
    }

    /** Closes a channel unless it is the one that is kept. */
    void giveBack(PfruChannel used) {
        if (used != channel) {
            used.close();
        }
    }

    /** The channel that is kept, which a query can use without opening another. */
    Optional<PfruChannel> channel() {
        return Optional.ofNullable(channel);
    }

    Optional<CapsuleSummary> capsule() {
        return Optional.ofNullable(capsule);
    }

    /** Keeps a channel and its capsule until somebody goes on with it or the patience ends. */
    void keep(PfruChannel used, CapsuleSummary loaded, Runnable whenPatienceEnds) {
        forget();
        channel = used;
        capsule = loaded;
        end = owner.after(patience, whenPatienceEnds);
    }

    /** Nothing waits any more; whoever uses the channel gives it back. */
    void forget() {
        end.ifPresent(timer -> timer.cancel(false));
        end = Optional.empty();
        channel = null;
        capsule = null;
    }

    /** Nothing waits any more, and the device is free. */
    void letGo() {
        final PfruChannel kept = channel;
        forget();
        if (kept != null) {
            kept.close();
        }
    }
}
