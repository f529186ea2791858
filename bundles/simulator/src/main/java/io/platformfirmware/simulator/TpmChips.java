// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.simulator.tpm.LiveTpmChip;
import io.platformfirmware.simulator.tpm.SimulatedEntropyPool;
import io.platformfirmware.simulator.tpm.SimulatedGpioChip;
import io.platformfirmware.simulator.tpm.SimulatedSpiDevice;
import java.util.ArrayList;
import java.util.List;

/**
 * The published TPM chips, numbered from 0 without a gap: of each the SPI node that leads to it and the GPIO chip with its ready line; and
 * for all of them together, while there is one, the kernel's pool of randomness.
 */
final class TpmChips {

    private final List<LiveTpmChip> chips = new ArrayList<>();
    private final SimulatedDevices<SimulatedSpiDevice> buses;
    private final SimulatedDevices<SimulatedGpioChip> lines;
    private final SimulatedDevices<SimulatedEntropyPool> pools;
    private TpmEngineChoice engine = TpmEngineChoice.builtIn();

    /**
     * None yet.
     *
     * @param registrar makes their nodes services
     */
    TpmChips(DeviceRegistrar registrar) {
        buses = new SimulatedDevices<>(
                registrar,
                SpiDevice.class,
                index -> chips.get(index).spi(),
                SimulatedSpiDevice::properties,
                SimulatedSpiDevice::remove);
        lines = new SimulatedDevices<>(
                registrar,
                GpioChip.class,
                index -> chips.get(index).gpio(),
                SimulatedGpioChip::properties,
                SimulatedGpioChip::remove);
        pools = new SimulatedDevices<>(
                registrar,
                EntropyPool.class,
                index -> new SimulatedEntropyPool(),
                SimulatedEntropyPool::properties,
                SimulatedEntropyPool::remove);
    }

    /** Applies settings to those that are there, which stay what they are, and makes or removes the last ones. */
    void apply(TpmSettings settings) {
        if (!engine.equals(settings.engine())) {
            engine = settings.engine();
            for (int index = 0; index < Math.min(chips.size(), settings.chips()); index++) {
                chips.get(index).replaceEngine(engine.engine(index));
            }
        }
        chips.forEach(chip -> chip.settings(settings.chip(), settings.controller()));
        while (chips.size() < settings.chips()) {
            final int index = chips.size();
            final LiveTpmChip chip = new LiveTpmChip(index, engine.engine(index), settings.chip());
            chip.settings(settings.chip(), settings.controller());
            chips.add(chip);
        }
        resize(settings.chips());
        pools.devices().forEach(pool -> pool.refuse(settings.entropyPool().refusal()));
    }

    /** Takes all away. */
    void close() {
        resize(0);
    }

    private void resize(int count) {
        pools.resize(Math.min(1, count));
        lines.resize(count);
        buses.resize(count);
        while (chips.size() > count) {
            chips.remove(chips.size() - 1).close();
        }
    }
}
