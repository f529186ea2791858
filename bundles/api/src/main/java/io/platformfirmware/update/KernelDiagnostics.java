// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Failure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What Linux's driver said in its debug lines while an operation ran: the firmware's status, which the driver passes on in no other
 * way, and how long the firmware worked.
 *
 * @param reports one for each phase in which something was said or lost, in their order
 * @param trouble why some or all of it could not be read, or why the debug lines are not as they were; empty when all is well
 */
public record KernelDiagnostics(List<DriverReport> reports, Optional<Failure> trouble) {

    /** Checks for null and copies the list. */
    public KernelDiagnostics {
        reports = List.copyOf(reports);
        Objects.requireNonNull(trouble);
    }
}
