// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the platform says of its updatable firmware ({@code struct pfru_update_cap_info}, Linux
 * {@code include/uapi/linux/pfrut.h}). Numbers are unsigned 32-bit.
 *
 * @param featureBits {@code update_cap}: bitmap of supported features; the kernel gives the bits no names
 * @param codeType image type of code injection
 * @param firmwareVersion version of the platform firmware
 * @param codeRuntimeVersion runtime version of the injected code; an older one is refused
 * @param driverType image type of a driver update
 * @param driverRuntimeVersion runtime version of the updated driver
 * @param driverSvn secure version number of the updated driver; an older one is refused
 * @param platformId the platform that a capsule has to name
 * @param oemId the OEM
 * @param oemInfoLength how many bytes of OEM information the firmware has; Linux does not pass them on
 */
public record UpdateCapability(
        long featureBits,
        Guid codeType,
        long firmwareVersion,
        long codeRuntimeVersion,
        Guid driverType,
        long driverRuntimeVersion,
        long driverSvn,
        Guid platformId,
        Guid oemId,
        long oemInfoLength) {

    private static final long MAX = 0xFFFF_FFFFL;

    /** Checks the ranges. */
    public UpdateCapability {
        Objects.requireNonNull(codeType);
        Objects.requireNonNull(driverType);
        Objects.requireNonNull(platformId);
        Objects.requireNonNull(oemId);
        for (final long number : new long[] {
            featureBits, firmwareVersion, codeRuntimeVersion, driverRuntimeVersion, driverSvn, oemInfoLength
        }) {
            if (number < 0 || number > MAX) {
                throw new IllegalArgumentException("not an unsigned 32-bit number: " + number);
            }
        }
    }

    /**
     * What is different later.
     *
     * @param later the capability of the same device at a later time
     * @return one change for each field that differs, in the order of the fields
     */
    public List<CapabilityChange> changesTo(UpdateCapability later) {
        final List<CapabilityChange> changes = new ArrayList<>();
        add(changes, "featureBits", featureBits, later.featureBits);
        add(changes, "codeType", codeType, later.codeType);
        add(changes, "firmwareVersion", firmwareVersion, later.firmwareVersion);
        add(changes, "codeRuntimeVersion", codeRuntimeVersion, later.codeRuntimeVersion);
        add(changes, "driverType", driverType, later.driverType);
        add(changes, "driverRuntimeVersion", driverRuntimeVersion, later.driverRuntimeVersion);
        add(changes, "driverSvn", driverSvn, later.driverSvn);
        add(changes, "platformId", platformId, later.platformId);
        add(changes, "oemId", oemId, later.oemId);
        add(changes, "oemInfoLength", oemInfoLength, later.oemInfoLength);
        return List.copyOf(changes);
    }

    private static void add(List<CapabilityChange> changes, String field, Object before, Object after) {
        if (!before.equals(after)) {
            changes.add(new CapabilityChange(field, before.toString(), after.toString()));
        }
    }
}
