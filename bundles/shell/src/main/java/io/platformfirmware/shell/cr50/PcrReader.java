// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.PcrBank;
import io.platformfirmware.tpm.PcrValues;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmResponse;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads any number of PCRs, in parts: a TPM gives 8 digests at most in one response. Where PCRs were changed between two parts,
 * all is read again.
 */
final class PcrReader {

    private static final int PART = 8;
    private static final int ROUNDS = 5;

    private final Sender sender;
    private final String deviceId;
    private final String operation;

    /**
     * What was read.
     *
     * @param values the digests that the TPM has, of those asked for
     * @param oneMoment false where PCRs were changed again and again while they were read
     */
    record Reading(PcrValues values, boolean oneMoment) {}

    /** The way to the TPM. */
    @FunctionalInterface
    interface Sender {
        TpmResponse send(TpmCommand command) throws FirmwareException;
    }

    PcrReader(Sender sender, String deviceId, String operation) {
        this.sender = sender;
        this.deviceId = deviceId;
        this.operation = operation;
    }

    Reading read(PcrBank bank, SortedSet<Integer> pcrs) throws FirmwareException {
        Reading reading = round(bank, pcrs);
        for (int i = 1; i < ROUNDS && !reading.oneMoment(); i++) {
            reading = round(bank, pcrs);
        }
        return reading;
    }

    private Reading round(PcrBank bank, SortedSet<Integer> pcrs) throws FirmwareException {
        final SortedSet<Integer> left = new TreeSet<>(pcrs);
        final SortedMap<Integer, byte[]> digests = new TreeMap<>();
        OptionalLong counter = OptionalLong.empty();
        boolean oneMoment = true;
        while (!left.isEmpty()) {
            final Set<Integer> asked = left.stream().limit(PART).collect(Collectors.toSet());
            final PcrValues part = part(bank, asked);
            oneMoment &= counter.isEmpty() || counter.getAsLong() == part.updateCounter();
            counter = OptionalLong.of(part.updateCounter());
            final SortedMap<Integer, byte[]> given = new TreeMap<>(part.digests());
            given.keySet().retainAll(asked);
            digests.putAll(given);
            // it does not have those that it was asked for alone
            left.removeAll(given.isEmpty() ? asked : given.keySet());
        }
        return new Reading(new PcrValues(counter.orElse(0), bank, digests), oneMoment);
    }

    private PcrValues part(PcrBank bank, Set<Integer> asked) throws FirmwareException {
        final TpmCommand command = TpmCommand.pcrRead(bank, asked);
        final TpmResponse response = sender.send(command);
        if (!response.success()) {
            throw refused(command, response).asException();
        }
        final PcrValues values = response.pcrValues();
        if (values.bank() != bank) {
            throw Failure.of(
                            FailureReason.TRANSPORT_ERROR,
                            operation,
                            "the TPM was asked for bank " + bank + " and answered with " + values.bank())
                    .on(deviceId)
                    .asException();
        }
        return values;
    }

    private Failure refused(TpmCommand command, TpmResponse response) {
        final Failure failure = Failure.of(
                        FailureReason.FIRMWARE_REFUSED,
                        operation,
                        "the TPM answered " + command.name() + " with " + response.code())
                .on(deviceId);
        return Hints.next(command, response.code()).map(failure::next).orElse(failure);
    }
}
