// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

/** The one checked exception of the firmware services. Its message is {@link Failure#toString()}. */
public class FirmwareException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /**
     * A failure.
     *
     * @param failure what failed and why
     */
    public FirmwareException(Failure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    /**
     * A failure with the exception behind it.
     *
     * @param failure what failed and why
     * @param cause the exception behind it
     */
    public FirmwareException(Failure failure, Throwable cause) {
        super(failure.toString(), cause);
        this.failure = failure;
    }

    /**
     * The failure.
     *
     * @return what failed and why
     */
    public Failure failure() {
        return failure;
    }

    /**
     * The reason.
     *
     * @return what a program can tell apart
     */
    public FailureReason reason() {
        return failure.reason();
    }
}
