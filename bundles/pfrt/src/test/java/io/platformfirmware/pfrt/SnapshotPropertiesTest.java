// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.telemetry.LogType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A snapshot is what the firmware wrote last, oldest first. */
class SnapshotPropertiesTest {

    @Property(tries = 150)
    void inTimeOrderWhateverWasWritten(
            @ForAll @IntRange(min = 1, max = 5) int executionPages,
            @ForAll @IntRange(min = 1, max = 5) int historyPages,
            @ForAll LogType shown,
            @ForAll @Size(max = 10) List<@IntRange(max = 9000) Integer> sizes,
            @ForAll Random random)
            throws Exception {
        final LogSettings log =
                LogSettings.defaults().withSizes(executionPages * LogSettings.PAGE, historyPages * LogSettings.PAGE);
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Bench bench = Bench.launched(log)) {
            for (final int size : sizes) {
                final byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                Arrays.fill(bytes, 0, size / 3, (byte) 0);
                all.writeBytes(bytes);
                bench.write(bytes);

                assertThat(snapshot(bench, shown)).isEqualTo(last(all, capacity(log, shown)));
            }
        }
    }

    @Example
    void inTimeOrderAtEveryWritePosition() throws Exception {
        final int capacity = LogSettings.PAGE;
        final Random random = new Random(1);
        final byte[] bytes = new byte[capacity - 1];
        byte[] expected = new byte[0];
        try (Bench bench = Bench.launched(LogSettings.defaults().withSizes(capacity, capacity))) {
            for (int position = 0; position <= capacity; position++) {
                random.nextBytes(bytes);
                bench.write(bytes);
                final byte[] all = Arrays.copyOf(expected, expected.length + bytes.length);
                System.arraycopy(bytes, 0, all, expected.length, bytes.length);
                expected = Arrays.copyOfRange(all, Math.max(0, all.length - capacity), all.length);

                assertThat(bench.service.snapshot().bytes().toByteArray()).isEqualTo(expected);
            }
        }
    }

    private static byte[] snapshot(Bench bench, LogType type) throws FirmwareException {
        return bench.service.snapshot(type).bytes().toByteArray();
    }

    private static int capacity(LogSettings log, LogType type) {
        return type == LogType.EXECUTION ? log.executionSize() : log.historySize();
    }

    private static byte[] last(ByteArrayOutputStream all, int count) {
        final byte[] bytes = all.toByteArray();
        return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - count), bytes.length);
    }
}
