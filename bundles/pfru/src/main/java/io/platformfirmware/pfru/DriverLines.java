// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelLogGap;
import io.platformfirmware.device.KernelMessage;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.UpdatePhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the update driver says in its debug lines, in both generations of its texts (Linux drivers/acpi/pfr_update.c; the second
 * since commit "ACPI: pfr_update: Add more debug information when firmware update failed", 6.17).
 *
 * <p>A line counts when the kernel wrote it, it names this driver and this device, and it is one that the call of the phase can
 * have led to. A value counts when no other line of the phase has another value: another program may use the device meanwhile.
 */
final class DriverLines {

    /** The module, and the driver's name in front of its lines. */
    static final String MODULE = "pfr_update";

    /** The errors behind which the driver has a line or more. */
    private static final Set<Errno> EXPLAINED = EnumSet.of(Errno.EBUSY, Errno.EINVAL, Errno.ENOMEM);

    /**
     * With what dev_dbg puts in front, and before that what the flags m, f, l, s and t of dynamic debug do (Linux
     * Documentation/admin-guide/dynamic-debug-howto.rst).
     */
    private static final Pattern LINE =
            Pattern.compile("(?:(?:\\[\\d+]|<intr>) )?(?:\\S+: )?" + MODULE + " (\\S+): (.*)", Pattern.DOTALL);

    private static final Pattern STATUS = Pattern.compile(
            "(?:(Query cap|Query buf failed with|Update failed with) )?Error (Extended )?Status:(-?\\d{1,10})");

    private static final Pattern TIME = Pattern.compile("(Authentication|Execution) Time (Low|High):(\\d{1,10})");
    private static final Pattern MALFORMED = Pattern.compile(
            "(Query cap|Query buf|Update) failed (?:to start with no object|with no object|with invalid package count/type)");

    private static final String INVALID_IMAGE_TYPE = "Invalid image type";
    private static final String BUS = "+platform:";
    private static final long U32 = 0xFFFF_FFFFL;

    private final Optional<String> device;
    private final boolean tellsItsRules;

    /**
     * The lines of a driver.
     *
     * @param device what the kernel calls the device; empty where that is not known
     * @param formats of all lines that the driver has
     */
    DriverLines(Optional<String> device, Set<String> formats) {
        this.device = device;
        this.tellsItsRules = formats.stream().anyMatch(format -> format.startsWith(INVALID_IMAGE_TYPE));
    }

    /** The error, where it is one behind which the driver may have something to say. */
    static Optional<Errno> explained(int errno) {
        return Errno.of(errno).filter(EXPLAINED::contains);
    }

    /** What was logged while a phase ran that succeeded. */
    DriverReport ofSuccess(UpdatePhase phase, List<KernelLogEntry> logged) {
        final Said said = said(logged);
        if (!isStart(phase)) {
            return said.report(phase, Optional.empty());
        }
        said.bodies.forEach(said::time);
        return said.report(phase, Optional.empty());
    }

    /** What was logged while a phase ran that failed with this error. */
    DriverReport ofFailure(UpdatePhase phase, int errno, List<KernelLogEntry> logged) {
        final Said said = said(logged);
        final Optional<Errno> error = explained(errno);
        if (error.isEmpty()) {
            return said.report(phase, Optional.empty());
        }
        if (error.get() == Errno.EBUSY) {
            said.bodies.forEach(body -> said.status(phase, body));
            return said.report(phase, Optional.empty());
        }
        final Set<DriverRule> rules = EnumSet.noneOf(DriverRule.class);
        said.bodies.forEach(body -> rule(phase, error.get(), body).ifPresent(rules::add));
        if (rules.isEmpty() && saysByItsSilence(phase, error.get(), said)) {
            rules.add(DriverRule.VERSION);
        }
        return said.report(phase, said.only(rules));
    }

    /** Where the driver has a line for each of its other rules, and none came, one is left. */
    private boolean saysByItsSilence(UpdatePhase phase, Errno error, Said said) {
        return tellsItsRules
                && phase == UpdatePhase.LOAD
                && error == Errno.EINVAL
                && !said.gap
                && said.bodies.isEmpty();
    }

    private static Optional<DriverRule> rule(UpdatePhase phase, Errno error, String body) {
        final Matcher malformed = MALFORMED.matcher(body);
        if (malformed.matches()) {
            return error == Errno.EINVAL && isCallOf(phase, malformed.group(1))
                    ? Optional.of(DriverRule.MALFORMED_ANSWER)
                    : Optional.empty();
        }
        if (phase != UpdatePhase.LOAD) {
            return Optional.empty();
        }
        if (error == Errno.ENOMEM) {
            return "Failed to remap the buffer".equals(body)
                    ? Optional.of(DriverRule.BUFFER_MAPPING)
                    : Optional.empty();
        }
        return switch (body) {
            case INVALID_IMAGE_TYPE -> Optional.of(DriverRule.IMAGE_TYPE);
            case "Invalid image size" -> Optional.of(DriverRule.IMAGE_HEADER_VERSION);
            case "Capsule image size too large" -> Optional.of(DriverRule.CAPSULE_SIZE);
            case "Failed to copy the data from the user space buffer" -> Optional.of(DriverRule.BUFFER_COPY);
            default -> Optional.empty();
        };
    }

    /** Which of the driver's functions a phase calls: write(2) asks for the buffer and for the capability. */
    private static boolean isCallOf(UpdatePhase phase, String call) {
        return switch (phase) {
            case LOAD -> call.startsWith("Query");
            case STAGE, ACTIVATE -> call.startsWith("Update");
            case CHECK, VERIFY -> call.startsWith("Query cap");
        };
    }

    private static boolean isStart(UpdatePhase phase) {
        return phase == UpdatePhase.STAGE || phase == UpdatePhase.ACTIVATE;
    }

    private Said said(List<KernelLogEntry> logged) {
        final Said said = new Said();
        final Set<String> devices = new HashSet<>();
        for (final KernelLogEntry entry : logged) {
            if (entry instanceof KernelLogGap) {
                said.gap = true;
            } else if (entry instanceof KernelMessage message) {
                final Matcher line = LINE.matcher(message.text());
                if (line.matches() && isOfThisDriver(message, line.group(1))) {
                    devices.add(line.group(1));
                    said.bodies.add(line.group(2));
                }
            }
        }
        if (devices.size() > 1) {
            // which of them is ours is not known
            said.bodies.clear();
            said.ambiguous = true;
        }
        return said;
    }

    private boolean isOfThisDriver(KernelMessage message, String name) {
        return message.facility() == KernelMessage.FACILITY_KERNEL
                && message.device().orElse(BUS + name).equals(BUS + name)
                && device.orElse(name).equals(name);
    }

    /** What was said in one phase. */
    private static final class Said {

        private final List<String> bodies = new ArrayList<>();
        private final Set<Long> status = new HashSet<>();
        private final Set<Long> extended = new HashSet<>();
        private final Set<Long> authenticationLow = new HashSet<>();
        private final Set<Long> authenticationHigh = new HashSet<>();
        private final Set<Long> executionLow = new HashSet<>();
        private final Set<Long> executionHigh = new HashSet<>();
        private boolean gap;
        private boolean ambiguous;

        void status(UpdatePhase phase, String body) {
            final Matcher matcher = STATUS.matcher(body);
            if (matcher.matches() && (matcher.group(1) == null || isCallOf(phase, matcher.group(1)))) {
                // printed as a signed number; 0 is a success, which has no such line
                final long value = Long.parseLong(matcher.group(3));
                if (value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE) {
                    (matcher.group(2) == null ? status : extended).add(value & U32);
                }
            }
        }

        void time(String body) {
            final Matcher matcher = TIME.matcher(body);
            if (matcher.matches() && Long.parseLong(matcher.group(3)) <= U32) {
                final boolean low = "Low".equals(matcher.group(2));
                final Set<Long> half = "Authentication".equals(matcher.group(1))
                        ? low ? authenticationLow : authenticationHigh
                        : low ? executionLow : executionHigh;
                half.add(Long.parseLong(matcher.group(3)));
            }
        }

        DriverReport report(UpdatePhase phase, Optional<DriverRule> rule) {
            final OptionalLong code = number(status);
            final OptionalLong detail = number(extended);
            final Optional<Duration> authentication = time(authenticationLow, authenticationHigh);
            final Optional<Duration> execution = time(executionLow, executionHigh);
            return new DriverReport(phase, code, detail, authentication, execution, rule, gap, ambiguous);
        }

        <T> Optional<T> only(Set<T> values) {
            ambiguous |= values.size() > 1;
            return values.size() == 1 ? Optional.of(values.iterator().next()) : Optional.empty();
        }

        private OptionalLong number(Set<Long> values) {
            return only(values).stream().mapToLong(Long::longValue).findFirst();
        }

        /** Nanoseconds, in two halves. */
        private Optional<Duration> time(Set<Long> low, Set<Long> high) {
            final OptionalLong lower = number(low);
            final OptionalLong upper = number(high);
            // a time of more than 292 years is no time
            return lower.isPresent() && upper.isPresent() && upper.getAsLong() <= Integer.MAX_VALUE
                    ? Optional.of(Duration.ofNanos(upper.getAsLong() << Integer.SIZE | lower.getAsLong()))
                    : Optional.empty();
        }
    }
}
