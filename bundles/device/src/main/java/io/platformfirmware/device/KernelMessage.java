// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A message of the kernel log (Linux Documentation/ABI/testing/dev-kmsg).
 *
 * @param priority facility times 8 plus level, as in syslog(3), 0 or more
 * @param sequence its number since the kernel started
 * @param time since the kernel started, by its clock that stands still while the machine is suspended; to the microsecond
 * @param text without the line feed at its end
 * @param dictionary what the kernel says of its origin, for example {@code SUBSYSTEM} and {@code DEVICE}; often empty
 */
public record KernelMessage(int priority, long sequence, Duration time, String text, Map<String, String> dictionary)
        implements KernelLogEntry {

    /** {@code LOG_KERN} (Linux include/linux/syslog.h, syslog(3)): a process that writes to the log can not have it. */
    public static final int FACILITY_KERNEL = 0;

    private static final int LEVELS = 8;

    /** Checks the priority and copies the dictionary. */
    public KernelMessage {
        if (priority < 0) {
            throw new IllegalArgumentException("priority " + priority);
        }
        Objects.requireNonNull(time);
        Objects.requireNonNull(text);
        dictionary = Map.copyOf(dictionary);
    }

    /**
     * Who wrote it.
     *
     * @return {@link #FACILITY_KERNEL}, or what a process gave
     */
    public int facility() {
        return priority / LEVELS;
    }

    /**
     * The device that it is about (Linux drivers/base/core.c, dev_vprintk_emit).
     *
     * @return for example {@code +platform:INTC1080:00}; empty when the kernel does not say
     */
    public Optional<String> device() {
        return Optional.ofNullable(dictionary.get("DEVICE"));
    }
}
