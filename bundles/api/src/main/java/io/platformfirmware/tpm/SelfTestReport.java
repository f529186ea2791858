// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.Failure;
import java.util.List;
import java.util.Optional;

/**
 * What was found when the link was opened.
 *
 * @param strategy the wait strategy in force; empty where none works
 * @param reason why this one, or why none, as a sentence
 * @param identity who the chip is; empty where it could not be read
 * @param findings one sentence for each strategy tried, in that order
 * @param failure what commands fail with; present where no strategy works
 */
public record SelfTestReport(
        Optional<WaitStrategy> strategy,
        String reason,
        Optional<ChipIdentity> identity,
        List<String> findings,
        Optional<Failure> failure) {

    /** Copies the list. */
    public SelfTestReport {
        findings = List.copyOf(findings);
    }
}
