// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.simulator.tpm.SimulatedCr50;
import io.platformfirmware.tpm.TpmCommand;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FifoProtocolTest {

    @Test
    void aCommandAndItsResponse() throws Exception {
        final SimulatedCr50 chip = SimulatedCr50.virtual();
        final Cr50Settings settings = Settings.of();
        final Counters counters = new Counters();
        final AccessGate gate = new AccessGate("x", chip.clock(), counters, () -> settings);
        final SpiChannel channel = chip.spi().open();
        final Wire wire = new Wire(channel, chip.clock(), gate, counters, () -> settings);
        final Trace trace = new Trace(settings::traceLength);
        final SpiLink link = new SpiLink(wire, gate, counters, trace, () -> settings);
        link.frame(new HoldChipSelect(wire), new OverClock(wire));
        final FifoProtocol fifo = new FifoProtocol(link, counters, () -> settings);
        wire.setUp();
        fifo.claim();
        fifo.getReady(FifoProtocol.FIRST_BYTE);
        for (final TpmCommand command : new TpmCommand[] {TpmCommand.startup(false), TpmCommand.getRandom(32)}) {
            chip.wire().clear();
            final long start = chip.clock().nanos();
            fifo.send(command.bytes());
            fifo.go();
            final byte[] response =
                    fifo.receive(fifo.awaitResponse(command.code(), Duration.ofSeconds(2), () -> false));
            System.out.println(
                    chip.wire().transactions().size() + " in " + (chip.clock().nanos() - start) / 1e6);
            fifo.getReady(FifoProtocol.FIRST_BYTE);
            System.out.println(
                    chip.wire().transactions().size() + " in " + (chip.clock().nanos() - start) / 1e6);
            chip.wire().transactions().forEach(System.out::println);
            assertThat(response).hasSizeGreaterThan(9);
        }
        assertThat(Optional.empty()).isEmpty();
    }
}
