// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonException;
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

    /** Fails with a {@link JsonException} where a member is missing or has a value that it can not have. */
    static RunningProcess fromJson(JsonObject in) {
        try {
            return new RunningProcess(
                    in.getJsonNumber("pid").longValueExact(), Instant.parse(in.getString("startedAt")));
        } catch (final NullPointerException | ClassCastException | ArithmeticException | DateTimeParseException e) {
            throw new JsonException("not a process: " + e.getMessage(), e);
        }
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
