// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.SettingRules;
import io.platformfirmware.tpm.TpmCommand;
import io.platformfirmware.tpm.TpmServerPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Valid settings.
 *
 * @param mssimPort TCP port of commands in the protocol of Microsoft's simulator, the next one that of its platform; empty for none
 * @param swtpmPort TCP port of commands in the protocol of swtpm, the next one that of its control; empty for none
 * @param address where those listen
 * @param unixSocket absolute path of a Unix-domain socket for mssim; empty for none
 * @param unixSocketMode its permissions
 * @param device id of the TPM; empty for the only one
 * @param limits of what clients may cost
 */
record TctiSettings(
        OptionalInt mssimPort,
        OptionalInt swtpmPort,
        InetAddress address,
        Optional<Path> unixSocket,
        Set<PosixFilePermission> unixSocketMode,
        Optional<String> device,
        Limits limits) {

    static final String PID = "io.platformfirmware.tcti";
    private static final SettingRules RULES = new SettingRules(PID);

    /** The port behind the highest one is that of the platform or of control. */
    private static final int MAX_PORT = 65_534;

    /** tpm2-tss, {@code src/util/io.c}: where its mssim looks for the platform of a Unix-domain socket. */
    private static final String CONTROL_SUFFIX = ".ctrl";

    /** An address in Unix has 107 bytes (unix(7)); the socket is made in a folder of its own beside its place. */
    private static final int MAX_PATH = 70;

    /** What {@link InetAddress} does not look up. */
    private static final String LITERAL = "[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z]*";

    /** Copies the permissions. */
    TctiSettings {
        unixSocketMode = Set.copyOf(unixSocketMode);
    }

    /** Everything off. */
    static TctiSettings defaults() {
        return new TctiSettings(
                OptionalInt.empty(),
                OptionalInt.empty(),
                loopback(),
                Optional.empty(),
                PosixFilePermissions.fromString("rw-------"),
                Optional.empty(),
                Limits.DEFAULTS);
    }

    /**
     * Validates settings.
     *
     * @param config as Configuration Admin has them
     * @throws FirmwareException {@code INVALID_VALUE}: which key, which value, what is allowed
     */
    static TctiSettings of(TctiConfig config) throws FirmwareException {
        final Limits otherwise = Limits.DEFAULTS;
        final OptionalInt mssim = port("mssimPort", config.mssimPort().trim());
        final OptionalInt swtpm = port("swtpmPort", config.swtpmPort().trim());
        if (mssim.isPresent() && swtpm.isPresent() && Math.abs(mssim.getAsInt() - swtpm.getAsInt()) < 2) {
            throw RULES.refused(
                    "swtpmPort",
                    config.swtpmPort().trim(),
                    "each protocol has two ports, and mssimPort = '" + mssim.getAsInt() + "' takes one of these");
        }
        return new TctiSettings(
                mssim,
                swtpm,
                address(config.address().trim(), RULES.flag("allowNonLoopback", config.allowNonLoopback())),
                path(config.unixSocket().trim()),
                mode(config.unixSocketMode().trim()),
                Optional.of(config.device().trim()).filter(id -> !id.isEmpty()),
                new Limits(
                        RULES.number("maxConnections", config.maxConnections(), otherwise.maxConnections(), 1, 1_000),
                        RULES.number(
                                "maxCommandSize",
                                config.maxCommandSize(),
                                otherwise.maxCommandSize(),
                                64,
                                TpmCommand.MAX_SIZE),
                        RULES.millis("idleTimeout", config.idleTimeout(), otherwise.idleTimeout(), 0, 86_400_000),
                        RULES.millis("frameTimeout", config.frameTimeout(), otherwise.frameTimeout(), 1, 600_000),
                        RULES.millis("writeTimeout", config.writeTimeout(), otherwise.writeTimeout(), 1, 600_000)));
    }

    /** What is to be listened to. */
    List<Endpoint> endpoints() {
        final List<Endpoint> all = new ArrayList<>();
        mssimPort.ifPresent(port -> {
            final String name = "mssim " + port;
            all.add(new Endpoint(TpmServerPort.MSSIM_COMMAND, name, new InetSocketAddress(address, port), Set.of()));
            all.add(new Endpoint(
                    TpmServerPort.MSSIM_PLATFORM, name, new InetSocketAddress(address, port + 1), Set.of()));
        });
        unixSocket.ifPresent(path -> {
            final String name = "mssim " + path;
            final Path control = path.resolveSibling(path.getFileName() + CONTROL_SUFFIX);
            all.add(new Endpoint(TpmServerPort.MSSIM_COMMAND, name, UnixDomainSocketAddress.of(path), unixSocketMode));
            all.add(new Endpoint(
                    TpmServerPort.MSSIM_PLATFORM, name, UnixDomainSocketAddress.of(control), unixSocketMode));
        });
        swtpmPort.ifPresent(port -> {
            final String name = "swtpm " + port;
            all.add(new Endpoint(TpmServerPort.SWTPM_DATA, name, new InetSocketAddress(address, port), Set.of()));
            all.add(new Endpoint(
                    TpmServerPort.SWTPM_CONTROL, name, new InetSocketAddress(address, port + 1), Set.of()));
        });
        return all;
    }

    private static OptionalInt port(String key, String text) throws FirmwareException {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(RULES.number(key, text, 0, 1, MAX_PORT));
    }

    private static InetAddress address(String text, boolean anywhere) throws FirmwareException {
        if (text.isEmpty()) {
            return loopback();
        }
        if (!text.matches(LITERAL)) {
            throw RULES.refused("address", text, "an IP address, for example 127.0.0.1");
        }
        final InetAddress address;
        try {
            address = InetAddress.getByName(text);
        } catch (final UnknownHostException e) {
            throw RULES.refused("address", text, "an IP address, for example 127.0.0.1", e);
        }
        if (!anywhere && !address.isLoopbackAddress()) {
            throw RULES.refused(
                    "address",
                    text,
                    "only a loopback address, because nobody is asked who they are; allowNonLoopback=true allows others");
        }
        return address;
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (final UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static Optional<Path> path(String text) throws FirmwareException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        final String allowed = "an absolute path of a file, " + MAX_PATH + " bytes at most";
        try {
            final Path path = Path.of(text).normalize();
            if (!path.isAbsolute()
                    || path.getFileName() == null
                    || text.getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
                throw RULES.refused("unixSocket", text, allowed);
            }
            return Optional.of(path);
        } catch (final InvalidPathException e) {
            throw RULES.refused("unixSocket", text, allowed, e);
        }
    }

    private static Set<PosixFilePermission> mode(String text) throws FirmwareException {
        return PosixFilePermissions.fromString(
                switch (text) {
                    case "", "0600" -> "rw-------";
                    case "0660" -> "rw-rw----";
                    case "0666" -> "rw-rw-rw-";
                    default -> throw RULES.refused("unixSocketMode", text, "0600, 0660, 0666");
                });
    }
}
