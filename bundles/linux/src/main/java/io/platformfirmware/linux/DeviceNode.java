// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A character device node that a scan found.
 *
 * @param kind which driver's it is
 * @param path absolute
 * @param id unique among the nodes of a scan
 * @param identity which file it is
 * @param accessible whether this process may open it for what its kind needs
 * @param acpiPath the ACPI object behind it, where sysfs tells
 * @param kernelName what the kernel calls the device behind it, where sysfs tells
 */
record DeviceNode(
        NodeKind kind,
        Path path,
        String id,
        Identity identity,
        boolean accessible,
        Optional<String> acpiPath,
        Optional<String> kernelName) {

    /**
     * What tells a node from another one that took its place.
     *
     * @param fileSystem {@code st_dev}
     * @param inode {@code st_ino}
     * @param device {@code st_rdev}: major and minor number
     */
    record Identity(long fileSystem, long inode, long device) {}

    /**
     * Whether this is the same device as an earlier scan saw, so that its service can stay.
     *
     * @param earlier from another scan
     * @return false when it was replaced, or is of another kind or has another id
     */
    boolean isSameDevice(DeviceNode earlier) {
        return path.equals(earlier.path)
                && kind == earlier.kind
                && id.equals(earlier.id)
                && identity.equals(earlier.identity);
    }
}
