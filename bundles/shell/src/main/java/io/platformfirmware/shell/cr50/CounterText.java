// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.Text;
import io.platformfirmware.tpm.LinkCounter;
import java.time.Duration;

/** What a counter counts, for a person. */
final class CounterText {

    private CounterText() {}

    /** What it is about: counters of one group stand one below the other. */
    static String group(LinkCounter counter) {
        return switch (counter) {
            case COMMANDS, FAILED_COMMANDS, CANCELLED_COMMANDS -> "commands";
            case TRANSACTIONS, BYTES_OUT, BYTES_IN, WAIT_BYTES, GATE_NANOS, WAKES, STATUS_POLLS -> "wire";
            case EARLY_PULSES, MISSED_PULSES -> "ready line";
            case REREADS, SEND_RETRIES, RESPONSE_RETRIES, RESPONSE_REREADS, DISCARDED_RESPONSES -> "repeated";
            case RECOVERIES_FLOW_CONTROL,
                    RECOVERIES_IMPLAUSIBLE,
                    RECOVERIES_SEND,
                    RECOVERIES_RESPONSE,
                    RECOVERIES_TIMEOUT,
                    RECOVERIES_SYSTEM -> "recoveries";
            case CHIP_RESETS -> "chip";
            case ENTROPY_BYTES, ENTROPY_BITS, ENTROPY_FAILURES -> "kernel's pool";
        };
    }

    static String label(LinkCounter counter) {
        return switch (counter) {
            case COMMANDS -> "answered";
            case FAILED_COMMANDS -> "failed";
            case CANCELLED_COMMANDS -> "given up by their sender";
            case TRANSACTIONS -> "transactions";
            case BYTES_OUT -> "bytes sent";
            case BYTES_IN -> "bytes received";
            case WAIT_BYTES -> "wait bytes";
            case GATE_NANOS -> "time between transactions";
            case WAKES -> "wakes";
            case EARLY_PULSES -> "edges before they were waited for";
            case MISSED_PULSES -> "edges that did not come";
            case STATUS_POLLS -> "looks at the status";
            case REREADS -> "registers read again";
            case SEND_RETRIES -> "commands not taken whole";
            case RESPONSE_RETRIES -> "commands the TPM wanted again";
            case RESPONSE_REREADS -> "responses read again";
            case DISCARDED_RESPONSES -> "responses thrown away";
            case RECOVERIES_FLOW_CONTROL -> "endless wait states";
            case RECOVERIES_IMPLAUSIBLE -> "values that can not be";
            case RECOVERIES_SEND -> "commands not taken";
            case RECOVERIES_RESPONSE -> "responses out of shape";
            case RECOVERIES_TIMEOUT -> "commands that took too long";
            case RECOVERIES_SYSTEM -> "errors of spidev";
            case CHIP_RESETS -> "resets";
            case ENTROPY_BYTES -> "random bytes added";
            case ENTROPY_BITS -> "bits of entropy credited";
            case ENTROPY_FAILURES -> "times it was not fed";
        };
    }

    static String value(LinkCounter counter, long count) {
        return counter == LinkCounter.GATE_NANOS && count > 0
                ? Text.duration(Duration.ofNanos(count))
                : Long.toString(count);
    }
}
