// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.simulator.tpm.BuiltInTpm;
import io.platformfirmware.simulator.tpm.SwtpmEngine;
import io.platformfirmware.simulator.tpm.TpmEngine;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The TPM inside simulated chips.
 *
 * @param host where swtpm runs; empty for the built-in TPM
 * @param port of the swtpm of chip 0: each chip has one of its own, 2 further on
 */
record TpmEngineChoice(String host, int port) {

    static final String BUILT_IN = "builtin";

    /** What is allowed, for a sentence. */
    static final String SYNTAX = "builtin or swtpm:HOST:PORT with a port from 1 to 65520";

    private static final Pattern SWTPM = Pattern.compile("swtpm:([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})");
    private static final int MAX_PORT = 65520;
    private static final int PORTS_PER_CHIP = 2;

    static TpmEngineChoice builtIn() {
        return new TpmEngineChoice("", 0);
    }

    /** Reads the value of a setting; empty when it is not allowed. */
    static Optional<TpmEngineChoice> of(String text) {
        if (text.equals(BUILT_IN)) {
            return Optional.of(builtIn());
        }
        final Matcher swtpm = SWTPM.matcher(text);
        if (!swtpm.matches()) {
            return Optional.empty();
        }
        final int port = Integer.parseInt(swtpm.group(2));
        return port < 1 || port > MAX_PORT ? Optional.empty() : Optional.of(new TpmEngineChoice(swtpm.group(1), port));
    }

    /** For the chip with a number. */
    TpmEngine engine(int chip) {
        return host.isEmpty() ? new BuiltInTpm() : new SwtpmEngine(host, port + PORTS_PER_CHIP * chip);
    }
}
