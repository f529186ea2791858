// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/** What hangs on the other end of an SPI bus, mode 0, 8 bits a word. Driven by one controller. */
interface SpiPeripheral {

    /** Chip select falls. */
    void select();

    /**
     * Eight clocks.
     *
     * @param mosi what the controller shifts out
     * @return what it shifts in at the same time (MISO)
     */
    byte clock(byte mosi);

    /** Chip select rises. */
    void deselect();
}
