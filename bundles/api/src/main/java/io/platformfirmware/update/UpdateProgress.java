// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.time.Duration;
import java.util.Objects;

/**
 * Where an update is.
 *
 * @param recordId the record in the history
 * @param phase which phase
 * @param event whether it begins or has ended
 * @param elapsed since the phase began; zero when it begins
 */
public record UpdateProgress(String recordId, UpdatePhase phase, Event event, Duration elapsed) {

    /** What happened to the phase. */
    public enum Event {
        /** It begins. */
        STARTED,
        /** It is done. */
        DONE,
        /** It failed; the update ends. */
        FAILED
    }

    /** Checks for null. */
    public UpdateProgress {
        Objects.requireNonNull(recordId);
        Objects.requireNonNull(phase);
        Objects.requireNonNull(event);
        Objects.requireNonNull(elapsed);
    }
}
