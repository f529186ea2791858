// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Guid;
import io.platformfirmware.update.UpdateCapability;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Offsets of {@code struct pfru_update_cap_info} (Linux {@code include/uapi/linux/pfrut.h}), little-endian, without padding. */
final class CapabilityStruct {

    static final int SIZE = 92;

    // status at 0 is always 0 when the ioctl succeeds: the driver turns any other value into EBUSY
    private static final int UPDATE_CAP = 4;
    private static final int CODE_TYPE = 8;
    private static final int FW_VERSION = 24;
    private static final int CODE_RT_VERSION = 28;
    private static final int DRV_TYPE = 32;
    private static final int DRV_RT_VERSION = 48;
    private static final int DRV_SVN = 52;
    private static final int PLATFORM_ID = 56;
    private static final int OEM_ID = 72;
    private static final int OEM_INFO_LEN = 88;

    private CapabilityStruct() {}

    static UpdateCapability decode(byte[] struct) {
        final ByteBuffer in = ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
        return new UpdateCapability(
                Integer.toUnsignedLong(in.getInt(UPDATE_CAP)),
                Guid.at(struct, CODE_TYPE),
                Integer.toUnsignedLong(in.getInt(FW_VERSION)),
                Integer.toUnsignedLong(in.getInt(CODE_RT_VERSION)),
                Guid.at(struct, DRV_TYPE),
                Integer.toUnsignedLong(in.getInt(DRV_RT_VERSION)),
                Integer.toUnsignedLong(in.getInt(DRV_SVN)),
                Guid.at(struct, PLATFORM_ID),
                Guid.at(struct, OEM_ID),
                Integer.toUnsignedLong(in.getInt(OEM_INFO_LEN)));
    }
}
