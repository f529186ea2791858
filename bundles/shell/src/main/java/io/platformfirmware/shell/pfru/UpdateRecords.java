// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.UpdateHistory;
import io.platformfirmware.update.UpdateRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The history as it is now. */
final class UpdateRecords {

    private static final int SHORTEST_ID = 8;

    private final List<UpdateRecord> newestFirst;
    private final String location;
    private final String operation;
    private final int idLength;

    private UpdateRecords(UpdateHistory history, String operation) throws FirmwareException {
        final List<UpdateRecord> records = new ArrayList<>(history.records());
        Collections.reverse(records);
        this.newestFirst = List.copyOf(records);
        this.location = history.location();
        this.operation = operation;
        this.idLength = idLength(newestFirst);
    }

    static UpdateRecords of(List<UpdateHistory> histories, String operation) throws FirmwareException {
        final UpdateHistory history = histories.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> Failure.of(
                                FailureReason.HISTORY_UNAVAILABLE,
                                operation,
                                "the service that keeps the history is not there")
                        .next("Start the bundle io.platformfirmware.pfru, or install it: feature:install pfru")
                        .asException());
        return new UpdateRecords(history, operation);
    }

    String location() {
        return location;
    }

    /** Newest first; of all devices where the id is null. */
    List<UpdateRecord> of(String deviceId) {
        return newestFirst.stream()
                .filter(update -> deviceId == null || update.deviceId().equals(deviceId))
                .toList();
    }

    Optional<UpdateRecord> newest(String deviceId) {
        return of(deviceId).stream().findFirst();
    }

    /** The capsule with this digest, as it was last seen. */
    Optional<CapsuleSummary> capsule(Sha256 digest) {
        return newestFirst.stream()
                .map(UpdateRecord::capsule)
                .filter(capsule -> capsule.sha256().equals(digest))
                .findFirst();
    }

    /** The record whose id begins like this. */
    UpdateRecord one(String prefix) throws FirmwareException {
        final List<UpdateRecord> found = newestFirst.stream()
                .filter(update -> update.id().startsWith(prefix))
                .toList();
        if (found.isEmpty()) {
            throw new FirmwareException(
                    invalid("no record in " + location + " has an id that begins with " + prefix)
                            .next("List the records with pfru:history."),
                    new NoSuchElementException(prefix));
        }
        if (found.size() > 1) {
            throw invalid("several records have an id that begins with " + prefix + ": "
                            + found.stream().map(UpdateRecord::id).collect(Collectors.joining(", ")))
                    .next("Give more of the id.")
                    .asException();
        }
        return found.get(0);
    }

    /** As much of an id as tells all records apart. */
    String abbreviated(UpdateRecord update) {
        return prefix(update, idLength);
    }

    private Failure invalid(String message) {
        return Failure.of(FailureReason.INVALID_VALUE, operation, message);
    }

    private static int idLength(List<UpdateRecord> records) {
        final int longest =
                records.stream().mapToInt(update -> update.id().length()).max().orElse(0);
        int length = SHORTEST_ID;
        while (length < longest && ambiguous(records, length)) {
            length++;
        }
        return length;
    }

    private static boolean ambiguous(List<UpdateRecord> records, int length) {
        return records.stream().map(update -> prefix(update, length)).distinct().count() < records.size();
    }

    private static String prefix(UpdateRecord update, int length) {
        return update.id().substring(0, Math.min(length, update.id().length()));
    }
}
