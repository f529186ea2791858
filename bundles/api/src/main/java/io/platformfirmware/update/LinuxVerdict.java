// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What the driver of Linux would do with a file that is written to it ({@code pfru_write} and {@code applicable_image} in Linux
 * {@code drivers/acpi/pfr_update.c}), told from the bytes alone.
 *
 * @param versionRule which of the two rules for versions the kernel has
 * @param outcome what it would do
 * @param offset where in the file the deciding read begins; negative when it lies before the file; empty for the file as a whole
 * @param explanation one sentence for a person, with both values where two are compared
 */
public record LinuxVerdict(VersionRule versionRule, Outcome outcome, OptionalLong offset, String explanation) {

    /** How a kernel judges the version of a driver update; code injection is judged by its runtime version in both. */
    public enum VersionRule {
        /** By its runtime version: kernels before 6.17 without the fix below. */
        RUNTIME_VERSION,
        /** By its secure version number: since commit 8151320c747e (6.17; 6.16.y, 6.12.44, 6.1.149). */
        SVN
    }

    /** What the driver would do. */
    public enum Outcome {
        /** write(2) takes it. */
        ACCEPTS,
        /** write(2) fails with EINVAL; the bytes lie in the communication buffer all the same. */
        REFUSES,
        /** It reads outside the file: left-over bytes of the buffer, or memory beyond it, which can stop the kernel. */
        READS_OUTSIDE,
        /** Depends on the versions of a device, and none was given. */
        NEEDS_DEVICE
    }

    /** Checks for null. */
    public LinuxVerdict {
        Objects.requireNonNull(versionRule);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(offset);
        Objects.requireNonNull(explanation);
    }
}
