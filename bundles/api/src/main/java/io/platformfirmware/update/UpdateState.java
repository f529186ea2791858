// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Sha256;
import java.util.Optional;

/**
 * What this service knows of the capsule in a device. The driver can not be asked: it would stage whatever lies in the
 * communication buffer, so only what this service loaded itself counts.
 *
 * @param phase how far the capsule is
 * @param digest the capsule; empty only where the phase is {@link Phase#UNKNOWN}
 */
public record UpdateState(Phase phase, Optional<Sha256> digest) {

    /** How far a capsule is. */
    public enum Phase {
        /** Nothing was loaded by this service, or the last attempt failed half way. */
        UNKNOWN,
        /** In the communication buffer. */
        LOADED,
        /** Accepted by the firmware. */
        STAGED,
        /** Running. */
        ACTIVATED
    }

    /** Nothing is known. */
    public static final UpdateState UNKNOWN = new UpdateState(Phase.UNKNOWN, Optional.empty());

    /** Checks that a capsule is named where there is one. */
    public UpdateState {
        if ((phase == Phase.UNKNOWN) != digest.isEmpty()) {
            throw new IllegalArgumentException(phase + " with digest " + digest);
        }
    }

    /**
     * A capsule that is this far.
     *
     * @param phase how far
     * @param digest the capsule
     * @return the state
     */
    public static UpdateState of(Phase phase, Sha256 digest) {
        return new UpdateState(phase, Optional.of(digest));
    }

    /**
     * Whether this capsule is this far.
     *
     * @param expected how far
     * @param capsule the capsule
     * @return true for exactly this phase and capsule
     */
    public boolean is(Phase expected, Sha256 capsule) {
        return phase == expected && digest.filter(capsule::equals).isPresent();
    }
}
