// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * What the emulated firmware says of itself. Numbers are unsigned 32-bit.
 *
 * @param featureBits {@code update_cap}
 * @param codeType image type of code injection
 * @param firmwareVersion version of the platform firmware
 * @param codeRuntimeVersion runtime version of the injected code
 * @param driverType image type of a driver update
 * @param driverRuntimeVersion runtime version of the updated driver
 * @param driverSvn secure version number of the updated driver
 * @param platformId the platform
 * @param oemId the OEM
 * @param oemInfoLength bytes of OEM information; Linux passes on only how many
 */
public record PlatformCapability(
        long featureBits,
        UUID codeType,
        long firmwareVersion,
        long codeRuntimeVersion,
        UUID driverType,
        long driverRuntimeVersion,
        long driverSvn,
        UUID platformId,
        UUID oemId,
        long oemInfoLength) {

    /** Bytes of {@code struct pfru_update_cap_info} (Linux {@code include/uapi/linux/pfrut.h}). */
    public static final int SIZE = 92;

    /** The simulated platform. */
    public static final UUID PLATFORM_ID = UUID.fromString("5F0C2A86-3D1E-4B7A-9C64-21E8D7B35A10");

    /** Its OEM. */
    public static final UUID OEM_ID = UUID.fromString("0E4D1B62-7A95-4C38-B1F0-6A2C93D8E574");

    /** The firmware version at power on. */
    public static final long FIRMWARE_VERSION = 0x0001_0000;

    private static final long FEATURE_BITS = 0x0C;
    private static final long OEM_INFO_LENGTH = 8;
    private static final long U32 = 0xFFFF_FFFFL;

    /**
     * The simulated platform at power on.
     *
     * @return every runtime version and the secure version number 1
     */
    public static PlatformCapability atPowerOn() {
        return new PlatformCapability(
                FEATURE_BITS,
                ImageType.CODE_INJECTION.guid(),
                FIRMWARE_VERSION,
                1,
                ImageType.DRIVER_UPDATE.guid(),
                1,
                1,
                PLATFORM_ID,
                OEM_ID,
                OEM_INFO_LENGTH);
    }

    /**
     * The struct as the driver gives it to its caller.
     *
     * @return {@link #SIZE} bytes, little-endian as on every machine with this interface, status 0
     */
    public byte[] toBytes() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putInt((int) featureBits)
                .put(EfiGuid.toBytes(codeType))
                .putInt((int) firmwareVersion)
                .putInt((int) codeRuntimeVersion)
                .put(EfiGuid.toBytes(driverType))
                .putInt((int) driverRuntimeVersion)
                .putInt((int) driverSvn)
                .put(EfiGuid.toBytes(platformId))
                .put(EfiGuid.toBytes(oemId))
                .putInt((int) oemInfoLength)
                .array();
    }

    PlatformCapability codeInjected(long runtimeVersion) {
        return new PlatformCapability(
                featureBits,
                codeType,
                firmwareVersion + 1 & U32,
                runtimeVersion,
                driverType,
                driverRuntimeVersion,
                driverSvn,
                platformId,
                oemId,
                oemInfoLength);
    }

    PlatformCapability driverUpdated(long runtimeVersion, long svn) {
        return new PlatformCapability(
                featureBits,
                codeType,
                firmwareVersion + 1 & U32,
                codeRuntimeVersion,
                driverType,
                runtimeVersion,
                svn,
                platformId,
                oemId,
                oemInfoLength);
    }
}
