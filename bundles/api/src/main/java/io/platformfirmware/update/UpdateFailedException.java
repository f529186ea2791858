// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;

/** An operation that stands in the history and failed. */
public final class UpdateFailedException extends FirmwareException {

    private static final long serialVersionUID = 1L;

    private final transient UpdateRecord record;

    /**
     * A failed operation.
     *
     * @param failure what failed and why
     * @param record the record in the history
     * @param cause the exception behind it, may be null
     */
    public UpdateFailedException(Failure failure, UpdateRecord record, Throwable cause) {
        super(failure, cause);
        this.record = record;
    }

    /**
     * The record.
     *
     * @return as the history has it
     */
    public UpdateRecord record() {
        return record;
    }
}
