// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import java.io.IOException;
import java.util.Optional;

/** A system call that failed: which call, on what, and the error number that the kernel gave. */
public final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final String target;
    private final int number;

    /**
     * A failed call.
     *
     * @param call the system call and what tells it apart, for example {@code open} or {@code ioctl PFRU_IOC_STAGE}
     * @param target the path it was for
     * @param number the error number, 1 or more
     */
    public ErrnoException(String call, String target, int number) {
        super(target + ": " + call + ": " + Errno.symbol(number) + ", " + Errno.sentence(number));
        this.call = call;
        this.target = target;
        this.number = number;
    }

    /**
     * A failed call.
     *
     * @param call the system call and what tells it apart
     * @param target the path it was for
     * @param errno the error
     */
    public ErrnoException(String call, String target, Errno errno) {
        this(call, target, errno.number());
    }

    /**
     * The call.
     *
     * @return the system call and what tells it apart
     */
    public String call() {
        return call;
    }

    /**
     * The target.
     *
     * @return the path it was for
     */
    public String target() {
        return target;
    }

    /**
     * The error number.
     *
     * @return as the kernel gave it
     */
    public int number() {
        return number;
    }

    /**
     * The error.
     *
     * @return empty for a number that this release does not know
     */
    public Optional<Errno> errno() {
        return Errno.of(number);
    }

    /**
     * Whether it is this error.
     *
     * @param errno to compare with
     * @return true for the same number
     */
    public boolean is(Errno errno) {
        return number == errno.number();
    }
}
