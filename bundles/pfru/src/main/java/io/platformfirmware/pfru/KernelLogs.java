// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.device.KernelLog;
import io.platformfirmware.provider.DeviceIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The kernel logs that are there: that of this machine and that of the simulated one. Safe for use by several threads. */
final class KernelLogs {

    private record Known(boolean simulated, KernelLog log) {}

    private final List<Known> there = new CopyOnWriteArrayList<>();

    void add(KernelLog log, Map<String, ?> properties) {
        there.add(new Known(Boolean.TRUE.equals(properties.get(KernelLog.SIMULATED)), log));
    }

    void remove(KernelLog log) {
        there.removeIf(known -> known.log() == log);
    }

    /** The log of the kernel that has the driver of this device. */
    Optional<KernelLog> of(DeviceIdentity device) {
        return there.stream()
                .filter(known -> known.simulated() == device.simulated())
                .map(Known::log)
                .findFirst();
    }
}
