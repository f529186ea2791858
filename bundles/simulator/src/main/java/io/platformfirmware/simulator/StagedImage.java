// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Optional;
import java.util.UUID;

/**
 * A capsule that the emulated firmware has taken. Unlike Linux's driver the firmware holds every offset against the capsule's own
 * size before it follows it.
 */
record StagedImage(ImageType type, long runtimeVersion, long svn, PayloadMark mark) {

    /** EFI_FIRMWARE_MANAGEMENT_CAPSULE_ID_GUID (UEFI specification, 23.3). */
    static final UUID FIRMWARE_MANAGEMENT = UUID.fromString("6DCBD5ED-E82D-4C44-BDA1-7194199AD92A");

    private static final UUID ERASED = new UUID(0, 0);
    private static final int CAPSULE_HEADER = 28;
    private static final int IMAGE_HEADER_V1 = 32;
    private static final int IMAGE_HEADER_V2 = 40;
    private static final int PAYLOAD_HEADER = 40;

    /**
     * Reads what lies in the buffer.
     *
     * @throws RefusedException when the firmware does not take it
     */
    static StagedImage read(CommunicationBuffer buffer, PlatformCapability platform) throws RefusedException {
        try {
            return follow(buffer, platform);
        } catch (final OutsideBufferException e) {
            throw new RefusedException(Refusal.SIZES);
        }
    }

    private static StagedImage follow(CommunicationBuffer buffer, PlatformCapability platform) throws RefusedException {
        final UUID capsuleGuid = buffer.guid(0);
        require(!capsuleGuid.equals(ERASED), Refusal.NOTHING_LOADED);
        require(capsuleGuid.equals(FIRMWARE_MANAGEMENT), Refusal.CAPSULE_GUID);
        final long header = buffer.u32(16);
        final long end = buffer.u32(24);
        require(header >= CAPSULE_HEADER && end > header && end <= buffer.size(), Refusal.SIZES);

        final long items = buffer.u16(header + 4) + buffer.u16(header + 6);
        final long image = header + 8 + items * Long.BYTES;
        require(image + IMAGE_HEADER_V2 <= end, Refusal.SIZES);
        final Optional<ImageType> type = ImageType.of(buffer.guid(image + 4));
        require(type.isPresent(), Refusal.IMAGE_TYPE);
        final long version = buffer.u32(image);
        require(version == 1 || version == 2, Refusal.IMAGE_HEADER_VERSION);

        final long authentication = image + (version == 1 ? IMAGE_HEADER_V1 : IMAGE_HEADER_V2);
        final long payload = authentication + 8 + buffer.u32(authentication + 8);
        require(payload + PAYLOAD_HEADER < end, Refusal.SIZES);
        final long body = payload + buffer.u32(payload + 8);
        final long supportedFirmware = buffer.u32(payload + 12);
        final long runtimeVersion = buffer.u32(payload + 16);
        final long svn = buffer.u32(payload + 36);
        require(buffer.guid(payload + 20).equals(platform.platformId()), Refusal.PLATFORM);
        require(body >= payload + PAYLOAD_HEADER && body < end, Refusal.SIZES);
        require(
                switch (type.get()) {
                    case CODE_INJECTION -> runtimeVersion >= platform.codeRuntimeVersion();
                    case DRIVER_UPDATE -> svn >= platform.driverSvn();
                },
                Refusal.ROLLBACK);
        require(supportedFirmware <= platform.firmwareVersion(), Refusal.FIRMWARE_VERSION);
        return new StagedImage(type.get(), runtimeVersion, svn, PayloadMark.of(buffer.u8(body)));
    }

    private static void require(boolean holds, Refusal otherwise) throws RefusedException {
        if (!holds) {
            throw new RefusedException(otherwise);
        }
    }
}
