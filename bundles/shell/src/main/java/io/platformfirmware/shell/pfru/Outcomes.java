// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.Text;
import io.platformfirmware.update.CapabilityChange;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateState;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sentences about what an operation did. */
final class Outcomes {

    private Outcomes() {}

    /** A device for a person, who has to see whether it is a real one. */
    static String device(String id, String path, boolean simulated) {
        return id + " (" + Text.path(path, simulated) + ")";
    }

    /** The capsule that waits in a device for its next step. */
    static Optional<String> waiting(UpdateState state) {
        return switch (state.phase()) {
            case LOADED, STAGED ->
                state.digest().map(digest -> Text.words(state.phase()) + ", " + digest.abbreviated());
            case UNKNOWN, ACTIVATED -> Optional.empty();
        };
    }

    /** The verdict on an activation: what is different now. */
    static String activated(UpdateRecord done) {
        final String id = done.deviceId() + ": updated";
        if (done.after().isEmpty()) {
            return id + "; the versions could not be read afterwards";
        }
        return done.changes().isEmpty()
                ? id + "; the firmware reports the same versions as before"
                : id + ": " + changes(done);
    }

    /** Each field that is different, with both values. */
    static String changes(UpdateRecord done) {
        return done.changes().stream().map(CapabilityChange::toString).collect(Collectors.joining(", "));
    }
}
