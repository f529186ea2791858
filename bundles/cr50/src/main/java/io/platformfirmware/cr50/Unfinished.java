// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import java.util.Optional;

/**
 * What a chip may have left to do when nobody waits for it any more.
 *
 * @param orphan a command that it may still execute
 * @param outOfStep whether a response may turn up that belongs to an earlier command
 */
record Unfinished(Optional<Orphan> orphan, boolean outOfStep) {

    static final Unfinished NOTHING = new Unfinished(Optional.empty(), false);

    /** The same for a chip that may be another one, with another clock: how long it may take can not be told. */
    Unfinished elsewhere() {
        return new Unfinished(Optional.empty(), outOfStep || orphan.isPresent());
    }
}
