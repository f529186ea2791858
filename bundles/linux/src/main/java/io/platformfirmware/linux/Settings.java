// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;

/**
 * Settings in force; every value is valid.
 *
 * @param devRoot folder of the nodes, absolute; need not exist
 * @param sysRoot where sysfs is, absolute; need not exist
 * @param pfruNodes glob for the names of firmware update nodes
 * @param pfruMatcher {@code pfruNodes}, compiled
 * @param rescan how often to look again, 1 to 3600 seconds
 */
record Settings(Path devRoot, Path sysRoot, String pfruNodes, PathMatcher pfruMatcher, Duration rescan) {

    /** Configuration Admin's name for these settings. */
    static final String PID = "io.platformfirmware.linux";

    /** Default of {@code devRoot}. */
    static final String DEV_ROOT = "/dev";

    /** Default of {@code sysRoot}. */
    static final String SYS_ROOT = "/sys";

    /** Default of {@code pfruNodes}: the driver's nodename is {@code acpi_pfr_update%d} (Linux drivers/acpi/pfr_update.c). */
    static final String PFRU_NODES = "acpi_pfr_update*";

    /** Default of {@code rescanSeconds}. */
    static final int RESCAN_SECONDS = 5;

    private static final int MAX_RESCAN_SECONDS = 3600;

    /**
     * The defaults.
     *
     * @return settings of an empty configuration
     */
    static Settings defaults() {
        return new Settings(
                Path.of(DEV_ROOT),
                Path.of(SYS_ROOT),
                PFRU_NODES,
                matcher(PFRU_NODES),
                Duration.ofSeconds(RESCAN_SECONDS));
    }

    /**
     * Reads a configuration. A key that is absent has its default. Each invalid value is refused on its own, and its last
     * good value stays.
     *
     * @param properties as Configuration Admin gave them; keys of others are ignored
     * @param lastGood the settings in force until now
     * @param refused called once for each invalid value
     * @return the settings to put in force
     */
    static Settings read(Map<String, ?> properties, Settings lastGood, Consumer<Refusal> refused) {
        final Settings defaults = defaults();
        final Reader reader = new Reader(properties, refused);
        final String nodes = reader.value(
                "pfruNodes",
                defaults.pfruNodes,
                lastGood.pfruNodes,
                Settings::glob,
                "a file name pattern without /, with *, ?, [...] and {a,b}");
        return new Settings(
                reader.value("devRoot", defaults.devRoot, lastGood.devRoot, Settings::absolute, "an absolute path"),
                reader.value("sysRoot", defaults.sysRoot, lastGood.sysRoot, Settings::absolute, "an absolute path"),
                nodes,
                matcher(nodes),
                reader.value(
                        "rescanSeconds",
                        defaults.rescan,
                        lastGood.rescan,
                        Settings::seconds,
                        "a whole number from 1 to " + MAX_RESCAN_SECONDS));
    }

    /**
     * Whether a name in the device folder is one of a firmware update node.
     *
     * @param name without a folder
     * @return true when the pattern matches
     */
    boolean isPfru(Path name) {
        return pfruMatcher.matches(name);
    }

    // a matcher has no equality of its own
    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that
                && devRoot.equals(that.devRoot)
                && sysRoot.equals(that.sysRoot)
                && pfruNodes.equals(that.pfruNodes)
                && rescan.equals(that.rescan);
    }

    @Override
    public int hashCode() {
        return Objects.hash(devRoot, sysRoot, pfruNodes, rescan);
    }

    /**
     * A value that was refused.
     *
     * @param key of the setting
     * @param value as it was given
     * @param allowed what would be accepted
     * @param inForce the value that stays
     */
    record Refusal(String key, Object value, String allowed, Object inForce) {

        @Override
        public String toString() {
            return key + " = \"" + value + "\" of " + PID + " is refused: allowed is " + allowed + "; " + inForce
                    + " stays in force";
        }
    }

    private record Reader(Map<String, ?> properties, Consumer<Refusal> refused) {

        <T> T value(String key, T defaultValue, T lastGood, Function<String, T> parser, String allowed) {
            final Object value = properties.get(key);
            if (value == null) {
                return defaultValue;
            }
            try {
                return parser.apply(value.toString().strip());
            } catch (IllegalArgumentException e) {
                refused.accept(
                        new Refusal(key, value, allowed, lastGood instanceof Duration d ? d.toSeconds() : lastGood));
                return lastGood;
            }
        }
    }

    private static Path absolute(String text) {
        final Path path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new InvalidPathException(text, "not absolute");
        }
        return path.normalize();
    }

    private static String glob(String text) {
        if (text.isEmpty() || text.indexOf('/') >= 0) {
            throw new PatternSyntaxException("not a pattern of names", text, -1);
        }
        matcher(text);
        return text;
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private static Duration seconds(String text) {
        final int seconds = Integer.parseInt(text);
        if (seconds < 1 || seconds > MAX_RESCAN_SECONDS) {
            throw new NumberFormatException(text);
        }
        return Duration.ofSeconds(seconds);
    }
}
