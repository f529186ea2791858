// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.EdgeLine;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiTransfer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A chip in real time: everything takes at least as long as it should, and ends. */
class LiveTpmChipTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private static byte[] read(SpiChannel channel, String header, int size) throws ErrnoException {
        final byte[] out = Arrays.copyOf(Host.bytes(header), 6 + size);
        final byte[] in = new byte[out.length];
        channel.message(SpiTransfer.exchange(out, in));
        return Arrays.copyOfRange(in, 6, in.length);
    }

    private static void write(SpiChannel channel, String frame) throws ErrnoException {
        channel.message(SpiTransfer.write(Host.bytes(frame)));
    }

    private static void sendRandom(SpiChannel channel, EdgeLine ready) throws ErrnoException {
        for (final String frame : new String[] {
            "00 D4 00 18 00 00 40", "0B D4 00 24 00 00 80 01 00 00 00 0C 00 00 01 7B 00 08", "00 D4 00 18 00 00 20"
        }) {
            ready.drain();
            write(channel, frame);
            assertThat(ready.await(LONG)).isTrue();
        }
    }

    private static boolean answered(SpiChannel channel, EdgeLine ready) throws ErrnoException {
        ready.drain();
        final int sts = read(channel, "80 D4 00 18", 1)[0];
        assertThat(ready.await(LONG)).isTrue();
        return (sts & 0x10) != 0;
    }

    @Test
    void commandEndsWhenTheTpmHasAnsweredAndItsTimeIsOver() throws Exception {
        final CountDownLatch mayAnswer = new CountDownLatch(1);
        final TpmEngine slow = new ScriptedTpm(command -> {
            try {
                mayAnswer.await();
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Host.bytes(Host.SUCCESS);
        });
        try (LiveTpmChip live =
                        new LiveTpmChip(3, slow, ChipSettings.defaults().withCommandTime(Duration.ofMillis(20)));
                SpiChannel channel = live.spi().open();
                EdgeLine ready = live.gpio().risingEdges(0, "test")) {
            assertThat(live.spi().path()).isEqualTo("simulated:/dev/spidev3.0");
            channel.setUp(1_000_000);
            read(channel, "83 D4 0F 00", 4);
            assertThat(ready.await(LONG)).isTrue();
            assertThat(Host.hex(read(channel, "83 D4 0F 00", 4))).isEqualTo("E0 1A 28 00");
            assertThat(ready.await(LONG)).isTrue();
            final long sent = System.nanoTime();
            sendRandom(channel, ready);

            live.spi().clock().sleep(Duration.ofMillis(21).toNanos());
            assertThat(answered(channel, ready)).as("the TPM still thinks").isFalse();
            mayAnswer.countDown();
            while (!answered(channel, ready)) {
                assertThat(System.nanoTime() - sent).isLessThan(LONG);
            }
            assertThat(Host.hex(read(channel, "89 D4 00 24", 10))).isEqualTo(Host.SUCCESS);
        }
    }

    @Test
    void otherTpmIsPutInWithAReset() throws Exception {
        try (LiveTpmChip live = new LiveTpmChip(0, new ScriptedTpm(command -> command), ChipSettings.defaults());
                SpiChannel channel = live.spi().open();
                EdgeLine ready = live.gpio().risingEdges(0, "test")) {
            channel.setUp(1_000_000);
            live.replaceEngine(BuiltInTpm.repeatable());
            final long begin = System.nanoTime();
            String didVid = "";
            while (!didVid.equals("E0 1A 28 00")) {
                assertThat(System.nanoTime() - begin).isLessThan(LONG);
                didVid = Host.hex(read(channel, "83 D4 0F 00", 4));
                ready.await(TimeUnit.MILLISECONDS.toNanos(5));
            }
            assertThat(System.nanoTime() - begin)
                    .isGreaterThan(Duration.ofMillis(150).toNanos());

            sendRandom(channel, ready);
            while (!answered(channel, ready)) {
                assertThat(System.nanoTime() - begin).isLessThan(LONG);
            }
            assertThat(Host.hex(read(channel, "89 D4 00 24", 10)))
                    .as("started, as by a machine's firmware")
                    .isEqualTo("80 01 00 00 00 14 00 00 00 00");
        }
    }

    @Test
    void clockIsNotCutShortByAnInterrupt() {
        final RealTimeClock clock = new RealTimeClock();
        Thread.currentThread().interrupt();
        final long begin = clock.nanos();

        clock.sleep(TimeUnit.MILLISECONDS.toNanos(5));
        clock.sleep(-1);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(clock.nanos() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
    }

    @Test
    void edgeThatSomebodyElseCausesEndsAWait() throws Exception {
        try (LiveTpmChip live = new LiveTpmChip(0, BuiltInTpm.repeatable(), ChipSettings.defaults());
                SpiChannel channel = live.spi().open();
                EdgeLine ready = live.gpio().risingEdges(0, "test")) {
            channel.setUp(1_000_000);
            final Thread other = new Thread(() -> {
                try {
                    write(channel, "80");
                } catch (final ErrnoException e) {
                    throw new IllegalStateException(e);
                }
            });
            other.start();
            assertThat(ready.await(LONG)).isTrue();
            other.join();
        }
    }
}
