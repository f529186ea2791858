// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Settings in force; every value is valid.
 *
 * @param devRoot folder of the nodes, absolute; need not exist
 * @param sysRoot where sysfs is, absolute; need not exist
 * @param nodes for each kind, which names in that folder are its nodes
 * @param rescan how often to look again, 1 to 3600 seconds
 */
record Settings(Path devRoot, Path sysRoot, Map<NodeKind, NamePattern> nodes, Duration rescan) {

    /** Configuration Admin's name for these settings. */
    static final String PID = "io.platformfirmware.linux";

    /** Default of {@code devRoot}. */
    static final String DEV_ROOT = "/dev";

    /** Default of {@code sysRoot}. */
    static final String SYS_ROOT = "/sys";

    /** Default of {@code pfruNodes}: the driver's nodename is {@code acpi_pfr_update%d} (Linux drivers/acpi/pfr_update.c). */
    static final String PFRU_NODES = "acpi_pfr_update*";

    /**
     * Default of {@code pfrtNodes}: the driver's nodename is {@code acpi_pfr_telemetry%d} (Linux
     * drivers/acpi/pfr_telemetry.c).
     */
    static final String PFRT_NODES = "acpi_pfr_telemetry*";

    /** Default of {@code spiNodes}: nodes are {@code spidev%d.%d}, bus and chip select (Linux drivers/spi/spidev.c). */
    static final String SPI_NODES = "spidev*";

    /** Default of {@code gpioNodes}: chips are {@code gpiochip%d} (Linux drivers/gpio/gpiolib.c). */
    static final String GPIO_NODES = "gpiochip*";

    /** Default of {@code randomNodes}: the one that counts what it is credited (Linux drivers/char/mem.c). */
    static final String RANDOM_NODES = "random";

    /** Default of {@code vtpmxNodes}: there is one node, of this name (Linux drivers/char/tpm/tpm_vtpm_proxy.c). */
    static final String VTPMX_NODES = "vtpmx";

    /** Default of {@code kmsgNodes}: the one of that name (Linux drivers/char/mem.c). */
    static final String KMSG_NODES = "kmsg";

    /** Default of {@code rescanSeconds}. */
    static final int RESCAN_SECONDS = 5;

    private static final int MAX_RESCAN_SECONDS = 3600;

    Settings {
        nodes = Map.copyOf(nodes);
    }

    /**
     * The defaults.
     *
     * @return settings of an empty configuration
     */
    static Settings defaults() {
        return new Settings(
                Path.of(DEV_ROOT),
                Path.of(SYS_ROOT),
                patterns(kind -> NamePattern.of(kind.defaultPattern())),
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
        return new Settings(
                reader.value("devRoot", defaults.devRoot, lastGood.devRoot, Settings::absolute, "an absolute path"),
                reader.value("sysRoot", defaults.sysRoot, lastGood.sysRoot, Settings::absolute, "an absolute path"),
                patterns(kind -> reader.value(
                        kind.key(),
                        defaults.pattern(kind),
                        lastGood.pattern(kind),
                        NamePattern::of,
                        NamePattern.ALLOWED)),
                reader.value(
                        "rescanSeconds",
                        defaults.rescan,
                        lastGood.rescan,
                        Settings::seconds,
                        "a whole number from 1 to " + MAX_RESCAN_SECONDS));
    }

    /**
     * Which names in the device folder are nodes of a kind.
     *
     * @param kind which
     * @return its pattern
     */
    NamePattern pattern(NodeKind kind) {
        return nodes.get(kind);
    }

    /**
     * Which kind of node has such a name in the device folder. Patterns may overlap: the first kind that matches has the
     * name, so that one node never becomes two devices.
     *
     * @param name without a folder
     * @return empty for a name of something else
     */
    Optional<NodeKind> kindOf(Path name) {
        return Arrays.stream(NodeKind.values())
                .filter(kind -> pattern(kind).matches(name))
                .findFirst();
    }

    /**
     * Whether a name in the device folder is one of a node.
     *
     * @param name without a folder
     * @return true for a node of any kind
     */
    boolean isNode(Path name) {
        return kindOf(name).isPresent();
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

    private static Map<NodeKind, NamePattern> patterns(Function<NodeKind, NamePattern> pattern) {
        return Arrays.stream(NodeKind.values()).collect(Collectors.toMap(Function.identity(), pattern));
    }

    private static Duration seconds(String text) {
        final int seconds = Integer.parseInt(text);
        if (seconds < 1 || seconds > MAX_RESCAN_SECONDS) {
            throw new NumberFormatException(text);
        }
        return Duration.ofSeconds(seconds);
    }
}
