// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A driver whose nodes have short names that tell them apart, which are also their ids: of {@code spidev0.1} and
 * {@code spidev1.1} the number at the end alone would be the same.
 *
 * @param subsystem of its devices, as udev knows it
 * @param names of its devices, as a pattern of udev
 * @param absence why there may be no node: the end of a sentence; empty where that is nothing to tell
 */
record PlainDriver(String subsystem, String names, Optional<String> absence) implements Driver {

    @Override
    public Optional<String> shortId(String name) {
        return Optional.of(name);
    }

    @Override
    public Optional<String> acpiPath(Path sysRoot, String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> kernelName(Path sysRoot, String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> whyNoNode(Path sysRoot) {
        return absence;
    }

    @Override
    public String udevMatch() {
        return "SUBSYSTEM==\"" + subsystem + "\", KERNEL==\"" + names + "\"";
    }
}
