// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.FirmwareException;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;

/** The exit status of every command, and the one place where a failure becomes one. */
public final class ExitStatus {

    /** Done. */
    public static final int DONE = 0;

    /** Failed or refused. */
    public static final int FAILED = 1;

    /** Nothing to do, declined or cancelled. */
    public static final int NOTHING_DONE = 2;

    /** No such device, file or record. */
    public static final int NOT_FOUND = 3;

    /** The device, its driver or the way to it. */
    public static final int DEVICE_ERROR = 4;

    /** For the help of commands whose statuses mean nothing special. */
    public static final String HELP = """

            Exit status:
              0  done
              1  failed or refused
              2  nothing to do, or declined
              3  no such device, file or record
              4  the device, its driver or the way to it failed""";

    private ExitStatus() {}

    /**
     * The status for a failure.
     *
     * @param failure why a command failed
     * @return never {@link #DONE}
     */
    public static int of(FirmwareException failure) {
        return switch (failure.reason()) {
            case DEVICE_NOT_FOUND -> NOT_FOUND;
            case DEVICE_GONE,
                    DEVICE_LOCKED,
                    DEVICE_BUSY,
                    PERMISSION_DENIED,
                    DRIVER_REFUSED,
                    LOG_UNAVAILABLE,
                    TRANSPORT_ERROR,
                    TIMED_OUT,
                    SUSPENDED,
                    IO_ERROR -> DEVICE_ERROR;
            case CANCELLED -> NOTHING_DONE;
            case CAPSULE_UNREADABLE -> failure.getCause() instanceof NoSuchFileException ? NOT_FOUND : FAILED;
            // a record of the history is named by a value, and one that is not there is the cause
            case INVALID_VALUE -> failure.getCause() instanceof NoSuchElementException ? NOT_FOUND : FAILED;
            case CAPSULE_INVALID,
                    CAPSULE_REFUSED,
                    CAPSULE_CHANGED,
                    FIRMWARE_REFUSED,
                    WRONG_STATE,
                    HISTORY_UNAVAILABLE,
                    STILL_RUNNING -> FAILED;
        };
    }
}
