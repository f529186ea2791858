// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Locale;

/** How the simulated kernel judges the version of a driver update; it judges code injection by runtime version in both. */
public enum VersionRule {
    /** By runtime version: kernels before 6.17 without the fix below. */
    RUNTIME_VERSION,
    /** By secure version number: since commit 8151320c747e (Linux 6.17; 6.16.y, 6.12.44, 6.1.149). */
    SVN;

    /**
     * The rule in settings.
     *
     * @return lower case with hyphens
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
