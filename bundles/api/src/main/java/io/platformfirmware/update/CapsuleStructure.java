// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.List;
import java.util.Optional;

/**
 * The header tree of a file as far as it can be read, and what the rules of structure say of it. Reading stops at the first
 * header that does not lie within the file, so that nothing is ever read from outside it.
 *
 * @param file what was read
 * @param capsuleHeader the capsule header
 * @param managementHeader the firmware management header
 * @param imageHeader the image header of the first payload
 * @param authentication its authentication
 * @param payloadHeader its payload header
 * @param findings one per rule of structure that could be judged, in the order of {@link CapsuleRule}
 */
public record CapsuleStructure(
        CapsuleFile file,
        Optional<CapsuleHeader> capsuleHeader,
        Optional<ManagementHeader> managementHeader,
        Optional<ImageHeader> imageHeader,
        Optional<ImageAuthentication> authentication,
        Optional<PayloadHeader> payloadHeader,
        List<Finding> findings) {

    /** Copies the list. */
    public CapsuleStructure {
        findings = List.copyOf(findings);
    }

    /**
     * Reads the tree.
     *
     * @param file any bytes
     * @return the tree; never fails
     */
    public static CapsuleStructure of(CapsuleFile file) {
        return new CapsuleParser(file).parse();
    }

    /**
     * The rules that are broken.
     *
     * @return failing findings, in order
     */
    public List<Finding> failures() {
        return findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.FAIL)
                .toList();
    }
}
