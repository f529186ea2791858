// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

/** What a link counts. */
public enum LinkCounter {
    /** Commands whose response was delivered. */
    COMMANDS,
    /** Commands that failed with a reason. */
    FAILED_COMMANDS,
    /** Commands that were given up by their sender. */
    CANCELLED_COMMANDS,
    /** SPI transactions: register accesses, each with chip select low once; wakes not among them. */
    TRANSACTIONS,
    /** Bytes sent, headers and idle clocks among them. */
    BYTES_OUT,
    /** Bytes received, wait states among them. */
    BYTES_IN,
    /** Bytes that the chip let pass before it was ready. */
    WAIT_BYTES,
    /** Nanoseconds spent between transactions, waiting for a ready edge or a delay. */
    GATE_NANOS,
    /** Pulses on chip select to wake the chip. */
    WAKES,
    /** Ready edges that were there before they were waited for. */
    EARLY_PULSES,
    /** Ready edges that did not come in time. */
    MISSED_PULSES,
    /** Looks at the status while a command was executed. */
    STATUS_POLLS,
    /** Registers read again because what came could not be. */
    REREADS,
    /** Commands sent again because the chip had not taken them whole. */
    SEND_RETRIES,
    /** Commands sent again because the TPM answered {@code TPM_RC_RETRY}, {@code TPM_RC_TESTING} or {@code TPM_RC_YIELDED}. */
    RESPONSE_RETRIES,
    /** Responses read again from their start. */
    RESPONSE_REREADS,
    /** Responses thrown away because nobody waits for them. */
    DISCARDED_RESPONSES,
    /** Recoveries because the chip never left its wait states. */
    RECOVERIES_FLOW_CONTROL,
    /** Recoveries because of a value that can not be, for example a wire that is stuck. */
    RECOVERIES_IMPLAUSIBLE,
    /** Recoveries because the chip had not taken a command whole. */
    RECOVERIES_SEND,
    /** Recoveries because of a response of the wrong size, or with bytes left over. */
    RECOVERIES_RESPONSE,
    /** Recoveries because a command took too long. */
    RECOVERIES_TIMEOUT,
    /** Recoveries because of an error of the controller or of spidev. */
    RECOVERIES_SYSTEM,
    /** Times that the chip was found to have been reset. */
    CHIP_RESETS,
    /** Random bytes that were added to the kernel's pool. */
    ENTROPY_BYTES,
    /** Bits of entropy that the kernel's pool was credited for them. */
    ENTROPY_BITS,
    /** Times that the kernel's pool should have been fed and was not, because the chip gave no bytes or the kernel took none. */
    ENTROPY_FAILURES
}
