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
     * Reads what lies in the buffer. Every check writes what it stands on to the log.
     *
     * @throws RefusedException when the firmware does not take it
     */
    static StagedImage read(CommunicationBuffer buffer, PlatformCapability platform, FirmwareLog log)
            throws RefusedException {
        try {
            return new Checks(buffer, platform, log).follow();
        } catch (final OutsideBufferException e) {
            throw new RefusedException(Refusal.SIZES, "Access = " + e.getMessage());
        }
    }

    private record Checks(CommunicationBuffer buffer, PlatformCapability platform, FirmwareLog log) {

        StagedImage follow() throws RefusedException {
            final UUID capsuleGuid = buffer.guid(0);
            require(
                    capsuleGuid.equals(FIRMWARE_MANAGEMENT),
                    capsuleGuid.equals(ERASED) ? Refusal.NOTHING_LOADED : Refusal.CAPSULE_GUID,
                    value("CapsuleGuid", capsuleGuid));
            final long header = buffer.u32(16);
            final long end = buffer.u32(24);
            require(
                    header >= CAPSULE_HEADER && end > header && end <= buffer.size(),
                    Refusal.SIZES,
                    value("HeaderSize", header) + value(", CapsuleImageSize", end));

            final long items = buffer.u16(header + 4) + buffer.u16(header + 6);
            final long image = header + 8 + items * Long.BYTES;
            require(image + IMAGE_HEADER_V2 <= end, Refusal.SIZES, value("ImageHeader", image));
            final UUID typeId = buffer.guid(image + 4);
            final Optional<ImageType> type = ImageType.of(typeId);
            require(type.isPresent(), Refusal.IMAGE_TYPE, value("UpdateImageTypeId", typeId));
            final long version = buffer.u32(image);
            require(version == 1 || version == 2, Refusal.IMAGE_HEADER_VERSION, value("Version", version));

            final long authentication = image + (version == 1 ? IMAGE_HEADER_V1 : IMAGE_HEADER_V2);
            final long payload = authentication + 8 + buffer.u32(authentication + 8);
            require(payload + PAYLOAD_HEADER < end, Refusal.SIZES, value("PayloadHeader", payload));
            final long body = payload + buffer.u32(payload + 8);
            final UUID platformId = buffer.guid(payload + 20);
            require(
                    platformId.equals(platform.platformId()),
                    Refusal.PLATFORM,
                    value("PlatformId", platformId) + value(", Platform", platform.platformId()));
            require(body >= payload + PAYLOAD_HEADER && body < end, Refusal.SIZES, value("Payload", body));
            final long runtimeVersion = buffer.u32(payload + 16);
            final long svn = buffer.u32(payload + 36);
            switch (type.get()) {
                case CODE_INJECTION -> notOlder("RuntimeVersion", runtimeVersion, platform.codeRuntimeVersion());
                case DRIVER_UPDATE -> notOlder("SecureVersion", svn, platform.driverSvn());
            }
            final long supportedFirmware = buffer.u32(payload + 12);
            require(
                    supportedFirmware <= platform.firmwareVersion(),
                    Refusal.FIRMWARE_VERSION,
                    value("SupportedFirmwareVersion", supportedFirmware)
                            + value(", FirmwareVersion", platform.firmwareVersion()));
            return new StagedImage(type.get(), runtimeVersion, svn, PayloadMark.of(buffer.u8(body)));
        }

        private void notOlder(String name, long version, long running) throws RefusedException {
            final String values = value(name, version) + value(", Running", running);
            require(version >= running, Refusal.ROLLBACK, values);
            if (version == running) {
                log.line(
                        LineLevel.WARNING, Refusal.ROLLBACK.function(), values + ", Reason = not newer than what runs");
            }
        }

        private void require(boolean holds, Refusal otherwise, String values) throws RefusedException {
            if (!holds) {
                throw new RefusedException(otherwise, values);
            }
            log.line(LineLevel.VERBOSE, otherwise.function(), values);
        }

        private static String value(String name, Object value) {
            return name + " = " + value;
        }
    }
}
