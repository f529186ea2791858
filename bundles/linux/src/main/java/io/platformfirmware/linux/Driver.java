// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.file.Path;
import java.util.Optional;

/** What the kernel's driver of a kind of node decides: how nodes are called, what sysfs tells of them, and why there is none. */
interface Driver {

    /**
     * The id that a node has unless another one has it.
     *
     * @param name of the node
     * @return empty where the name has nothing to make a short id of
     */
    Optional<String> shortId(String name);

    /**
     * The ACPI object behind a node. Looks into sysfs.
     *
     * @param sysRoot where sysfs is
     * @param name of the node
     * @return empty where there is none, or sysfs does not tell
     */
    Optional<String> acpiPath(Path sysRoot, String name);

    /**
     * What the kernel calls the device behind a node. Looks into sysfs.
     *
     * @param sysRoot where sysfs is
     * @param name of the node
     * @return empty where that is of no use, or sysfs does not tell
     */
    Optional<String> kernelName(Path sysRoot, String name);

    /**
     * Why the driver made no node, as precisely as can be told. May look into sysfs.
     *
     * @param sysRoot where sysfs is
     * @return the end of a sentence; empty where a machine without the node is nothing to tell
     */
    Optional<String> whyNoNode(Path sysRoot);

    /**
     * Which devices a udev rule has to be for, to be about the driver's nodes.
     *
     * @return the matches of a rule, as they stand at its beginning
     */
    String udevMatch();
}
