// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import io.platformfirmware.device.DeviceClock;

/** The wires between a controller and a chip: moves bytes at a speed, and chip select. */
final class SpiBus {

    private static final long BITS_PER_BYTE_NANOS = 8_000_000_000L;

    private final DeviceClock clock;
    private final SpiPeripheral peripheral;
    private final WireLog log;
    private volatile boolean low;

    SpiBus(DeviceClock clock, SpiPeripheral peripheral, WireLog log) {
        this.clock = clock;
        this.peripheral = peripheral;
        this.log = log;
    }

    boolean low() {
        return low;
    }

    /** Nothing happens when it is low already. */
    void select() {
        if (!low) {
            low = true;
            log.selected(clock.nanos());
            peripheral.select();
        }
    }

    byte exchange(byte mosi, int speedHz) {
        final byte miso = peripheral.clock(mosi);
        log.clocked(mosi, miso);
        clock.sleep(BITS_PER_BYTE_NANOS / speedHz);
        return miso;
    }

    /** Nothing happens when it is high already. */
    void deselect() {
        if (low) {
            low = false;
            peripheral.deselect();
            log.deselected(clock.nanos());
        }
    }
}
