// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import java.util.List;

/** A file that is not a well-formed capsule. */
public final class CapsuleException extends FirmwareException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /**
     * A file that breaks rules.
     *
     * @param file the file
     * @param findings the rules that it breaks, at least one
     */
    public CapsuleException(CapsuleFile file, List<Finding> findings) {
        super(Failure.of(
                        FailureReason.CAPSULE_INVALID,
                        "check",
                        file.source() + " is not a well-formed capsule. " + findings.get(0))
                .next("Get the file again from its vendor and compare its SHA-256 (" + file.sha256() + ")."));
        this.findings = List.copyOf(findings);
    }

    /**
     * The broken rules.
     *
     * @return failing findings, in order, at least one
     */
    public List<Finding> findings() {
        return findings;
    }
}
