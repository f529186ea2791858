// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel that runs: its release, and what of it matters to updates. */
final class Kernel {

    private static final String LINK = "kernel";
    private static final Pattern NUMBER = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

    /** Debian names another release than it has the fixes of; that one stands behind the compiler's, with the day of the build. */
    private static final Pattern DEBIAN = Pattern.compile("#\\d+ .*Debian (\\d+\\.\\d+\\.\\d+)");

    /** Ubuntu's, in a file of its own. */
    private static final Pattern UBUNTU = Pattern.compile("Ubuntu \\S+ (\\d+\\.\\d+\\.\\d+)");

    private static final int LONG_TERM_SVN_FIX_6_1 = 149;
    private static final int LONG_TERM_SVN_FIX_6_12 = 44;

    private final Host host;
    private final String release;
    private final int major;
    private final int minor;
    private final int patch;

    Kernel(Host host) {
        this.host = host;
        this.release = host.text("/proc/sys/kernel/osrelease").orElse("");
        final Matcher number = NUMBER.matcher(found(DEBIAN, host.text("/proc/version"))
                .or(() -> found(UBUNTU, host.text("/proc/version_signature")))
                .orElse(release));
        final boolean known = number.lookingAt();
        major = known ? Integer.parseInt(number.group(1)) : 0;
        minor = known ? Integer.parseInt(number.group(2)) : 0;
        patch = known && number.group(3) != null ? Integer.parseInt(number.group(3)) : 0;
    }

    private static Optional<String> found(Pattern pattern, Optional<String> text) {
        return text.map(pattern::matcher).filter(Matcher::find).map(matcher -> matcher.group(1));
    }

    String release() {
        return release;
    }

    boolean isKnown() {
        return major > 0;
    }

    boolean isBefore(int otherMajor, int otherMinor) {
        return major < otherMajor || major == otherMajor && minor < otherMinor;
    }

    /** A line of one of the lists of its modules that names this module. */
    boolean lists(String list, String module) {
        return host.text("/lib/modules/" + release + "/" + list)
                .filter(text -> text.contains("/" + module + ".ko"))
                .isPresent();
    }

    boolean hasLists() {
        return host.has("/lib/modules/" + release + "/modules.dep");
    }

    List<Finding> findings() {
        final List<Finding> findings = new ArrayList<>();
        findings.add(versionRule());
        final DebugLines debugLines = new DebugLines(host);
        lockdown(debugLines).ifPresent(findings::add);
        findings.addAll(debugLines.findings());
        return findings;
    }

    /** Which version of a driver update it compares: its fix "Fix the driver update version check" went to the stable series, too. */
    private Finding versionRule() {
        final String link = LINK + " version rule";
        if (!isKnown()) {
            return Finding.unknown(link, "the release of the kernel can not be read");
        }
        final String series = "Linux " + major + "." + minor + "." + patch;
        final boolean fixed = !isBefore(6, 17)
                || major == 6 && minor == 12 && patch >= LONG_TERM_SVN_FIX_6_12
                || major == 6 && minor == 1 && patch >= LONG_TERM_SVN_FIX_6_1;
        if (fixed) {
            return Finding.ok(link, series + " compares the secure version number of a driver update");
        }
        if (major == 6 && minor == 16) {
            return Finding.unknown(link, series + ": early releases compare the runtime version of a driver update");
        }
        return Finding.doubtful(
                link,
                series
                        + " compares the runtime version of a driver update, unless its maker has taken the fix of 6.17 over",
                "Give a driver update a runtime version that is not lower, or use Linux 6.1.149, 6.12.44, 6.17 or later");
    }

    private Optional<Finding> lockdown(DebugLines debugLines) {
        final Optional<String> modes = host.text(host.sys("kernel/security/lockdown"));
        if (modes.isEmpty()) {
            return Optional.empty();
        }
        final Matcher current = Pattern.compile("\\[(\\w+)]").matcher(modes.get());
        final String mode = current.find() ? current.group(1) : modes.get();
        final String link = LINK + " lockdown";
        return Optional.of(
                mode.equals("none") || debugLines.areOutsideDebugfs()
                        ? Finding.ok(
                                link,
                                mode.equals("none")
                                        ? "off"
                                        : mode + ": stands neither in the way of updates nor of their diagnostics")
                        : Finding.doubtful(
                                link,
                                mode + ": updates work, the kernel's debug lines can not be switched on",
                                "Read the firmware's own log instead (pfrt:log)"));
    }
}
