// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct pfrt_log_info} (Linux {@code include/uapi/linux/pfrut.h}): three 32-bit numbers, little-endian, without padding.
 *
 * @param level as the firmware gave it, or a negative errno: the driver has no other way to tell that it could not ask
 * @param type as the driver remembers it
 * @param revision as the driver remembers it
 */
record InfoStruct(int level, int type, int revision) {

    static final int SIZE = 12;

    /** A value that no field can have: the driver leaves the field alone. */
    private static final int LEFT_ALONE = -1;

    private static final int LOG_LEVEL = 0;
    private static final int LOG_TYPE = 4;
    private static final int LOG_REVID = 8;

    static InfoStruct decode(byte[] struct) {
        final ByteBuffer in = ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
        return new InfoStruct(in.getInt(LOG_LEVEL), in.getInt(LOG_TYPE), in.getInt(LOG_REVID));
    }

    static InfoStruct of(TelemetryChange change) {
        return new InfoStruct(
                change.level().map(LogLevel::code).orElse(LEFT_ALONE),
                change.type().map(LogType::code).orElse(LEFT_ALONE),
                change.revision().orElse(LEFT_ALONE));
    }

    byte[] encode() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(LOG_LEVEL, level)
                .putInt(LOG_TYPE, type)
                .putInt(LOG_REVID, revision)
                .array();
    }
}
