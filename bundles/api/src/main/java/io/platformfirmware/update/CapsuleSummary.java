// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;
import io.platformfirmware.Sha256;
import java.util.Objects;

/**
 * What the history keeps of a capsule.
 *
 * @param source where it came from, for people: a path or a name
 * @param sha256 its digest
 * @param size in bytes
 * @param type which kind of update
 * @param runtimeVersion unsigned 32-bit
 * @param svn secure version number, unsigned 32-bit
 * @param platformId the platform that it is for
 */
public record CapsuleSummary(
        String source, Sha256 sha256, long size, CapsuleType type, long runtimeVersion, long svn, Guid platformId) {

    /** Checks for null. */
    public CapsuleSummary {
        Objects.requireNonNull(source);
        Objects.requireNonNull(sha256);
        Objects.requireNonNull(type);
        Objects.requireNonNull(platformId);
    }
}
