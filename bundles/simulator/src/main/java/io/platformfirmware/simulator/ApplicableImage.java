// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Optional;

/**
 * What Linux's driver looks at before it takes a capsule (function {@code applicable_image} in Linux
 * {@code drivers/acpi/pfr_update.c}). It follows the offsets in the buffer without checking any against the buffer or against the
 * length of the write, in 32-bit signed arithmetic that wraps.
 */
final class ApplicableImage {

    private static final int HEADER_SIZE = 16;
    private static final int EMBEDDED_DRIVER_COUNT = 4;
    private static final int PAYLOAD_ITEM_COUNT = 6;
    private static final int OFFSET_LIST = 8;
    private static final int IMAGE_TYPE = 4;
    private static final int IMAGE_HEADER_V1 = 32;
    private static final int IMAGE_HEADER_V2 = 40;
    private static final int CERTIFICATE = 8;
    private static final int RUNTIME_VERSION = 16;
    private static final int SVN = 36;

    private ApplicableImage() {}

    /** What the driver makes of it. */
    enum Verdict {
        APPLICABLE,
        NO_TYPE,
        NO_HEADER_VERSION,
        OLD
    }

    /**
     * Judges what lies in the buffer.
     *
     * @return whether the driver takes it, and why not
     * @throws OutsideBufferException when the driver would read memory that it has not mapped
     */
    static Verdict check(CommunicationBuffer buffer, PlatformCapability capability, VersionRule rule) {
        int at = (int) buffer.u32(HEADER_SIZE);
        final int items = buffer.u16((long) at + EMBEDDED_DRIVER_COUNT) + buffer.u16((long) at + PAYLOAD_ITEM_COUNT);
        at += OFFSET_LIST + items * Long.BYTES;
        final Optional<ImageType> type = ImageType.of(buffer.guid((long) at + IMAGE_TYPE));
        if (type.isEmpty()) {
            return Verdict.NO_TYPE;
        }
        final long version = buffer.u32(at);
        if (version != 1 && version != 2) {
            return Verdict.NO_HEADER_VERSION;
        }
        at += version == 1 ? IMAGE_HEADER_V1 : IMAGE_HEADER_V2;
        at += CERTIFICATE + (int) buffer.u32((long) at + CERTIFICATE);
        return isNewEnough(type.get(), buffer, at, capability, rule) ? Verdict.APPLICABLE : Verdict.OLD;
    }

    private static boolean isNewEnough(
            ImageType type, CommunicationBuffer buffer, int at, PlatformCapability capability, VersionRule rule)
            throws OutsideBufferException {
        if (type == ImageType.CODE_INJECTION) {
            return buffer.u32((long) at + RUNTIME_VERSION) >= capability.codeRuntimeVersion();
        }
        return switch (rule) {
            case RUNTIME_VERSION -> buffer.u32((long) at + RUNTIME_VERSION) >= capability.driverRuntimeVersion();
            case SVN -> buffer.u32((long) at + SVN) >= capability.driverSvn();
        };
    }
}
