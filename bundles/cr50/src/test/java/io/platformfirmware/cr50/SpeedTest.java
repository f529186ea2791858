// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.tpm.TpmCommand;
import org.junit.jupiter.api.Test;

final class SpeedTest {

    @Test
    void random() throws Exception {
        for (final String line : new String[] {"none", Bench.READY_LINE}) {
            try (Bench bench = Bench.started("readyLine", line)) {
                System.out.println(bench.service.state());
                bench.chip.wire().transactions().forEach(System.out::println);
                bench.send(TpmCommand.getRandom(32));
                bench.settle();
                bench.chip.wire().clear();
                final double start = bench.millis();
                assertThat(bench.send(TpmCommand.getRandom(32)).success()).isTrue();
                bench.settle();
                System.out.println(bench.chip.wire().transactions().size() + " in " + (bench.millis() - start));
                System.out.println(bench.service.state());
                System.out.println(bench.service.firmwareVersion());
            }
        }
    }
}
