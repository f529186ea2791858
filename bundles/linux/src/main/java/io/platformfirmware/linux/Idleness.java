// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.io.IOException;
import java.util.Optional;

/** Why there is no device, or none of a kind, as precisely as can be told, in one sentence for the log. */
final class Idleness {

    private Idleness() {}

    /**
     * The wrong system.
     *
     * @param osName what the JVM calls it
     * @return the sentence
     */
    static String notLinux(String osName) {
        return "No device: this system is " + osName + ", and the devices are found on Linux only";
    }

    /**
     * No device folder.
     *
     * @param settings in force
     * @return the sentence
     */
    static String noFolder(Settings settings) {
        return "No device: the device folder " + settings.devRoot() + " does not exist";
    }

    /**
     * A device folder that can not be listed.
     *
     * @param settings in force
     * @param problem as the system gave it
     * @return the sentence
     */
    static String unreadable(Settings settings, IOException problem) {
        return "No device: the device folder " + settings.devRoot() + " can not be listed: " + problem;
    }

    /**
     * No node of a kind. May look into sysfs.
     *
     * @param kind which
     * @param settings in force
     * @return the sentence; empty where that is nothing to tell
     */
    static Optional<String> noNode(NodeKind kind, Settings settings) {
        return kind.driver()
                .whyNoNode(settings.sysRoot())
                .map(why -> none(kind) + "no character device in " + settings.devRoot() + " matches "
                        + settings.pattern(kind) + "; " + why);
    }

    /**
     * No node of a kind but one that counts as another kind's, because both patterns match.
     *
     * @param kind which has none
     * @param node that the kind would have
     * @param settings in force
     * @return the sentence
     */
    static String taken(NodeKind kind, DeviceNode node, Settings settings) {
        return none(kind) + node.path() + " matches " + setting(kind, settings) + ", but "
                + setting(node.kind(), settings) + " as well, which goes first";
    }

    private static String none(NodeKind kind) {
        return "No " + kind.title() + " device: ";
    }

    private static String setting(NodeKind kind, Settings settings) {
        return kind.key() + " = " + settings.pattern(kind);
    }
}
