// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a file before any device sees it: the rules of structure, the rules against a device where one is given, and
 * separately what Linux's driver itself would do with the bytes.
 *
 * @param structure the header tree and what the rules of structure say
 * @param capability the device that the file was held against; empty for an offline check
 * @param findings one per rule that could be judged, in the order of {@link CapsuleRule}
 * @param linux what Linux's driver would do, one verdict for each {@link LinuxVerdict.VersionRule}
 */
public record CheckReport(
        CapsuleStructure structure,
        Optional<UpdateCapability> capability,
        List<Finding> findings,
        List<LinuxVerdict> linux) {

    /** Copies the lists. */
    public CheckReport {
        findings = List.copyOf(findings);
        linux = List.copyOf(linux);
    }

    /**
     * Checks a file without a device.
     *
     * @param file any bytes
     * @return the report
     */
    public static CheckReport offline(CapsuleFile file) {
        return CapsuleCheck.check(file, Optional.empty());
    }

    /**
     * Checks a file against a device.
     *
     * @param file any bytes
     * @param capability what the device says of itself
     * @return the report
     */
    public static CheckReport against(CapsuleFile file, UpdateCapability capability) {
        return CapsuleCheck.check(file, Optional.of(capability));
    }

    /**
     * The same report where the size of the communication buffer is known.
     *
     * @param bufferSize bytes, more than 0
     * @return a report whose {@link CapsuleRule#BUFFER_SIZE} is judged
     */
    public CheckReport withBufferSize(long bufferSize) {
        final int size = structure.file().size();
        final Finding judged = new Finding(
                CapsuleRule.BUFFER_SIZE,
                size > bufferSize ? Finding.Verdict.FAIL : Finding.Verdict.PASS,
                OptionalLong.empty(),
                "at most " + bufferSize + " bytes",
                size + " bytes",
                "The firmware's communication buffer has this size, according to the settings.");
        return new CheckReport(
                structure,
                capability,
                findings.stream()
                        .map(finding -> finding.rule() == CapsuleRule.BUFFER_SIZE ? judged : finding)
                        .toList(),
                linux);
    }

    /**
     * Whether the file may be given to the device.
     *
     * @return true when no rule is broken
     */
    public boolean accepted() {
        return failures().isEmpty();
    }

    /**
     * The rules that are broken.
     *
     * @return failing findings, in order
     */
    public List<Finding> failures() {
        return of(Finding.Verdict.FAIL);
    }

    /**
     * What is worth knowing.
     *
     * @return warnings, in order
     */
    public List<Finding> warnings() {
        return of(Finding.Verdict.WARNING);
    }

    private List<Finding> of(Finding.Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).toList();
    }
}
