// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.Failure;
import java.util.Optional;
import org.slf4j.Logger;

/** What is wrong now; the log has each thing once, until all was well in between. Changed by one thread, read by any. */
final class Trouble {

    private final Logger log;
    private volatile Optional<Failure> now = Optional.empty();
    private String told = "";

    Trouble(Logger log) {
        this.log = log;
    }

    Optional<Failure> now() {
        return now;
    }

    /** It is so, and may be over in a moment. */
    void is(Optional<Failure> failure) {
        now = failure;
    }

    /** It is so, and somebody should know. */
    void tell(Failure failure) {
        now = Optional.of(failure);
        // the same with another duration is the same
        final String thing = failure.toString().replaceAll("[0-9]+", "N");
        if (!told.equals(thing)) {
            told = thing;
            log.warn(
                    "{}{}", failure, failure.nextStep().map(step -> ". " + step).orElse(""));
        }
    }

    void over() {
        now = Optional.empty();
        told = "";
    }
}
