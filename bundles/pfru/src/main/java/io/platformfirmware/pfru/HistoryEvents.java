// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.json.FirmwareJsonReader;
import io.platformfirmware.update.UpdateRecord;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.json.Json;
import javax.json.JsonException;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import javax.json.JsonReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines of a history file, folded into records. A line that can not be read is reported and passed over. */
final class HistoryEvents {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryEvents.class);

    /** What is told of an operation beside it: members of a record that it is a record without. */
    private static final List<String> EXTRAS = List.of("telemetry", "kernelDiagnostics");

    private final Map<String, UpdateRecord> records = new LinkedHashMap<>();
    private final Map<String, RunningProcess> owners = new LinkedHashMap<>();

    private HistoryEvents() {}

    static HistoryEvents of(byte[] file, String location) {
        final HistoryEvents events = new HistoryEvents();
        final String[] lines = new String(file, StandardCharsets.UTF_8).split("\n");
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                events.add(lines[i], location, i + 1);
            }
        }
        return events;
    }

    List<UpdateRecord> records() {
        return List.copyOf(records.values());
    }

    /** The records that are pending though the process that began them is gone. */
    List<UpdateRecord> interrupted() {
        return records.values().stream()
                .filter(update -> update.outcome() == UpdateRecord.Outcome.PENDING)
                .filter(update -> !isOwned(update))
                .toList();
    }

    private boolean isOwned(UpdateRecord update) {
        final RunningProcess owner = owners.get(update.id());
        return owner != null && owner.isAlive();
    }

    private void add(String line, String location, int number) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            final JsonObject event = reader.readObject();
            switch (event.getString("event")) {
                case "pending" -> pending(event);
                case "phase" -> phase(event);
                case "settled" -> settled(event);
                default -> LOG.warn("{} line {}: unknown event {}", location, number, event.getString("event"));
            }
        } catch (final RuntimeException e) {
            // whatever a line is, and whatever the parser throws at it (a number cut by a NUL: NumberFormatException)
            LOG.warn("{} line {} can not be read and is passed over: {}", location, number, e.getMessage());
        }
    }

    private void pending(JsonObject event) {
        final RunningProcess owner = RunningProcess.fromJson(event.getJsonObject("process"));
        final UpdateRecord update = record(event);
        owners.put(update.id(), owner);
        records.put(update.id(), update);
    }

    private void settled(JsonObject event) {
        final UpdateRecord update = record(event);
        records.put(update.id(), update);
    }

    /** The outcome of an update counts more than what the firmware and the driver said: what can not be read of that is left out. */
    private static UpdateRecord record(JsonObject event) {
        final JsonObject record = event.getJsonObject("record");
        try {
            return FirmwareJsonReader.record(record);
        } catch (final JsonException e) {
            return without(record, e);
        }
    }

    private static UpdateRecord without(JsonObject record, JsonException trouble) {
        for (final List<String> left : List.of(EXTRAS.subList(0, 1), EXTRAS.subList(1, 2), EXTRAS)) {
            final JsonObjectBuilder rest = Json.createObjectBuilder(record);
            left.forEach(rest::remove);
            try {
                final UpdateRecord without = FirmwareJsonReader.record(rest.build());
                LOG.warn(
                        "{} of {} can not be read and is left out: {}",
                        String.join(" and ", left),
                        without.id(),
                        trouble.getMessage());
                return without;
            } catch (final JsonException e) {
                LOG.debug("Nor without {}", left, e);
            }
        }
        throw trouble;
    }

    private void phase(JsonObject event) {
        final UpdateRecord.PhaseTime phase = FirmwareJsonReader.phase(event.getJsonObject("phase"));
        records.computeIfPresent(event.getString("id"), (id, update) -> withPhase(update, phase));
    }

    private static UpdateRecord withPhase(UpdateRecord update, UpdateRecord.PhaseTime phase) {
        final List<UpdateRecord.PhaseTime> phases = new ArrayList<>(update.phases());
        phases.removeIf(known -> known.phase() == phase.phase());
        phases.add(phase);
        return update.withPhases(phases);
    }
}
