// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonObject;

/**
 * A process by number and start: tells whether what it left unfinished is still going on.
 *
 * @param pid its number, which the system gives again to others
 * @param startedAt when it started
 */
record RunningProcess(long pid, Instant startedAt) {

    /** Linux counts a start from a boot time of whole seconds that moves when the clock is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    static RunningProcess current() {
        final ProcessHandle self = ProcessHandle.current();
        return new RunningProcess(self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }

    static RunningProcess fromJson(JsonObject in) {
        return new RunningProcess(in.getJsonNumber("pid").longValueExact(), Instant.parse(in.getString("startedAt")));
    }

    JsonObject toJson() {
        return Json.createObjectBuilder()
                .add("pid", pid)
                .add("startedAt", startedAt.toString())
                .build();
    }

    boolean isAlive() {
        final Optional<Instant> start = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant());
        return start.filter(at -> Duration.between(at, startedAt).abs().compareTo(TOLERANCE) < 0)
                .isPresent();
    }
}
