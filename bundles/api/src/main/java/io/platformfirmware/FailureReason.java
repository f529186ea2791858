// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware;

/** Why an operation failed: what a caller can tell apart. */
public enum FailureReason {
    /** The file is missing, is a directory, may not be read, changed while it was read, or is larger than a capsule can be. */
    CAPSULE_UNREADABLE,
    /** The bytes are not a well-formed capsule; nothing reached the device. */
    CAPSULE_INVALID,
    /** The capsule is well formed but not for this device as it is now; nothing reached the device. */
    CAPSULE_REFUSED,
    /** The capsule is not the one that was meant: its digest differs. */
    CAPSULE_CHANGED,
    /** There is no such device. */
    DEVICE_NOT_FOUND,
    /** The device or the service went away. */
    DEVICE_GONE,
    /** Another process holds the lock of the device. */
    DEVICE_LOCKED,
    /** This service is in the middle of another operation on the device. */
    DEVICE_BUSY,
    /** The process may not use the device. */
    PERMISSION_DENIED,
    /** The driver refused the request before the firmware was asked, or the firmware's answer was malformed. */
    DRIVER_REFUSED,
    /** The firmware answered with a status other than success. */
    FIRMWARE_REFUSED,
    /** The operation does not fit the state of the device, for example staging a capsule that is not the one loaded. */
    WRONG_STATE,
    /** The firmware has no log that can be read, or describes it in a way that makes no sense. */
    LOG_UNAVAILABLE,
    /** A setting or an argument has a value that is not allowed. */
    INVALID_VALUE,
    /** The history can not be written or read; an update is refused rather than done without a record. */
    HISTORY_UNAVAILABLE,
    /** The caller gave up before anything irreversible was done. */
    CANCELLED,
    /** The caller stopped waiting; the operation goes on and its outcome will stand in the history. */
    STILL_RUNNING,
    /** The chip does not answer as its protocol has it: a wire that is stuck, a chip that is not there, a reset under way. */
    TRANSPORT_ERROR,
    /** The deadline of the call is over, or the chip took longer than the command may take. */
    TIMED_OUT,
    /** The device is suspended and takes no commands until it is resumed. */
    SUSPENDED,
    /** Any other answer of the system. */
    IO_ERROR
}
