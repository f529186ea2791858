// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiTransfer;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** From bytes on the wire to registers, and what goes wrong on the way. */
class FramingTest {

    private static final String READ_DID_VID = "83 D4 0F 00 00 00 00 00 00 00";
    private static final String DID_VID_READ = "00 00 00 00 00 01 E0 1A 28 00";

    @Test
    void firstFrameIdlesHigh() throws ErrnoException {
        final Host host = Host.on(SimulatedCr50.virtual());

        host.pulse(1000);
        assertThat(host.frame("83 D4 0F 00 00 00 00 00 00 00 00"))
                .as("a pulse is not a frame")
                .isEqualTo("FF FF FF FF FF 01 E0 1A 28 00 FF");
        assertThat(host.frame(READ_DID_VID)).isEqualTo(DID_VID_READ);
    }

    @Test
    void firstFrameIdlesLowWhereSettingsSaySo() throws ErrnoException {
        final Host host = Host.on(SimulatedCr50.virtual(ChipSettings.defaults().withFirstFrameIdlesHigh(false)));

        assertThat(host.frame(READ_DID_VID)).isEqualTo(DID_VID_READ);
    }

    @Test
    void fourthByteIsNeverReady() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withWaitBytes(0));

        assertThat(host.frame("83 D4 0F 00 00 00 00 00 00")).isEqualTo("00 00 00 00 01 E0 1A 28 00");
        assertThat(host.frame("00 D4 00 00 02")).isEqualTo("00 00 00 00 01");
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("A0");
    }

    @Test
    void waitBytesAreAsManyAsSettingsSay() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withWaitBytes(5));
        assertThat(host.frame("80 D4 00 00 00 00 00 00 00 00 00")).isEqualTo("00 00 00 00 00 00 00 00 00 01 80");

        host.cr50().chip().settings(chip -> chip.withWaitBytes(2, 4).withSeed(7));
        final Set<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            seen.add(host.frame("80 D4 00 00" + " 00".repeat(8)).indexOf("01 80") / 3 - 4);
        }
        assertThat(seen).containsExactly(2, 3, 4);
    }

    @Test
    void stallEndsWithItsTime() throws ErrnoException {
        final Host host = Host.healthy();
        final SimulatedCr50 cr50 = host.cr50();
        cr50.chip()
                .settings(chip -> chip.withStalledUntil(
                        cr50.clock().nanos() + Duration.ofMillis(3).toNanos()));

        host.read(Host.DID_VID, 4);

        final WireLog.Frame frame = cr50.wire().frames().get(0);
        assertThat(frame.end() - frame.start())
                .isGreaterThan(Duration.ofMillis(3).toNanos());
        assertThat(frame.misoHex()).startsWith("00 00 00 00 00 00 00").endsWith("00 01 E0 1A 28 00");
    }

    @Test
    void stallForEverLetsNothingOutAndTakesTheRegisterAllTheSame() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withStalledUntil(ChipSettings.FOR_EVER));

        assertThat(Host.bytes(host.frame("80 D4 00 00" + " 00".repeat(100)))).containsOnly(0);
        assertThat(host.cr50().chip().nextRisingEdge(0))
                .as("no pulse")
                .isLessThan(host.cr50().clock().nanos());
        host.cr50().chip().settings(ChipSettings.defaults());
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("80");
    }

    @Test
    void writeTakesTheLastBytes() throws ErrnoException {
        final Host host = Host.healthy();

        host.frame("00 D4 00 00" + " 55".repeat(100) + " 02");

        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("A0");
    }

    @Test
    void oldFirmwareTakesTheFirstBytes() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withQuirks(FirmwareQuirk.WRITE_TAKES_FIRST_BYTES));

        host.frame("00 D4 00 00 00 00 02");
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("80");
        host.frame("00 D4 00 00 02 00 00");
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("A0");
    }

    @Test
    void writeThatIsTooShortReachesBack() throws ErrnoException {
        final Host host = Host.healthy();
        host.write(Host.STS, "40");

        host.frame("05 D4 00 24 AA BB");

        assertThat(host.readHex(Host.FIFO, 6)).isEqualTo("05 D4 00 24 AA BB");
    }

    @Test
    void frameThatIsTooLongIsLost() throws ErrnoException {
        final Host host = Host.healthy();

        final String miso = host.frame("00 D4 00 00" + " 00".repeat(508) + " 02");
        assertThat(miso).endsWith("01 01");
        assertThat(host.readHex(Host.ACCESS, 1)).as("513 bytes").isEqualTo("80");

        host.frame("00 D4 00 00" + " 00".repeat(507) + " 02");
        assertThat(host.readHex(Host.ACCESS, 1)).as("512 bytes").isEqualTo("A0");
    }

    @Test
    void readThatIsHandledTooLateLooksReady() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withWaitBytes(600));

        assertThat(host.frame("80 D4 00 00" + " 00".repeat(700)))
                .contains("00 00 01 01 01")
                .endsWith("01 01 01");
    }

    @Test
    void readIsDoneEvenIfNobodyClocksTheData() throws ErrnoException {
        final Host host = Host.healthy();
        host.write(Host.STS, "40");
        host.write(Host.FIFO, "01 02 03 04");

        host.frame("81 D4 00 24");
        assertThat(host.readHex(Host.FIFO, 2)).isEqualTo("03 04");
    }

    @Test
    void lessThanAHeaderDoesNothing() throws ErrnoException {
        final Host host = Host.healthy();

        assertThat(host.frame("83 D4 0F")).isEqualTo("00 00 00");
        assertThat(host.frame(READ_DID_VID)).isEqualTo(DID_VID_READ);
    }

    @Test
    void whatARegisterDoesNotFillIsStale() throws ErrnoException {
        final Host host = Host.healthy();
        host.write(Host.STS, "40");
        host.write(Host.FIFO, "10 11 12 13 14 15 16 17");
        host.read(Host.FIFO, 8);

        assertThat(host.readHex(Host.DID_VID, 8)).isEqualTo("E0 1A 28 00 14 15 16 17");
        assertThat(host.readHex(Host.ACCESS, 6)).as("four bytes of one").isEqualTo("80 00 00 00 14 15");
        assertThat(host.readHex(0x019, 2)).as("burst at 0x19").isEqualTo("80 00");
        assertThat(host.readHex(0x1000, 1)).as("locality 1").isEqualTo("80");
        assertThat(host.readHex(0x008, 4)).as("INT_ENABLE").isEqualTo("80 00 00 00");
        assertThat(host.readHex(Host.FIFO, 8)).as("an empty fifo").isEqualTo("80 00 00 00 14 15 16 17");
    }

    @Test
    void onlyTheExactAddressIsTaken() throws ErrnoException {
        final Host host = Host.healthy();

        host.write(0x1000, "02");
        host.frame("00 D5 00 00 00 00 02");
        host.frame("00 00 00 00 00 00 02");

        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("80");
    }

    @Test
    void chipSelectThatIsNotHeldEndsTheFrame() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().spi().settings(ControllerSettings.defaults().withHoldsChipSelect(false));
        final byte[] in = new byte[4];

        host.channel().message(SpiTransfer.write(Host.bytes("83 D4 0F 00")).withCsChange());
        host.channel().message(SpiTransfer.read(in).withCsChange());

        assertThat(in).containsOnly(0);
        assertThat(host.cr50().wire().frames()).hasSize(2);
    }

    @Test
    void busyChipLosesTheBeginningOfAFrame() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withBusyAfterFrame(Duration.ofMillis(1)));
        assertThat(host.frame(READ_DID_VID)).isEqualTo(DID_VID_READ);

        assertThat(host.frame(READ_DID_VID)).as("six zeros are a header").isEqualTo("00 00 00 00 00 00 00 00 00 01");
        host.cr50().clock().advance(Duration.ofMillis(1));
        assertThat(host.frame(READ_DID_VID)).isEqualTo(DID_VID_READ);

        host.cr50().chip().settings(chip -> chip.withBusyLosesBytes(1));
        host.frame("01");
        assertThat(host.frame("55 " + READ_DID_VID)).isEqualTo("00 " + DID_VID_READ);
    }

    @Test
    void frameThatIsLostDoesNotEndTheBusyTime() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withLongBusy(1, Duration.ofMillis(150)));
        assertThat(host.frame(READ_DID_VID)).isEqualTo(DID_VID_READ);
        host.cr50().chip().settings(chip -> chip.withLongBusy(0, Duration.ofMillis(150)));

        for (int i = 0; i < 14; i++) {
            host.cr50().clock().advance(Duration.ofMillis(10));
            assertThat(host.frame(READ_DID_VID)).as("frame %d", i).isNotEqualTo(DID_VID_READ);
        }
        host.cr50().clock().advance(Duration.ofMillis(10));
        assertThat(host.frame(READ_DID_VID)).isEqualTo(DID_VID_READ);
    }

    @Test
    void longBusyTimesComeByChance() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withLongBusy(0.1, Duration.ofMillis(150)));
        int lost = 0;
        for (int i = 0; i < 200; i++) {
            lost += host.frame(READ_DID_VID).equals(DID_VID_READ) ? 0 : 1;
            host.cr50().clock().advance(Duration.ofMillis(151));
            lost += host.frame(READ_DID_VID).equals(DID_VID_READ) ? 0 : 1000;
            host.cr50().clock().advance(Duration.ofMillis(1));
        }
        assertThat(lost % 1000).as("lost after a busy time began").isBetween(0, 60);
        assertThat(lost).isPositive();
    }

    @Test
    void misoThatIsStuckHidesWhatTheChipSays() throws ErrnoException {
        final Host host = Host.healthy();
        final VirtualClock clock = host.cr50().clock();
        host.cr50().chip().settings(chip -> chip.withMisoStuck(OptionalInt.of(0xFF), clock.nanos() + 10_000_000));

        assertThat(host.frame("00 D4 00 00 00 00 02")).isEqualTo("FF FF FF FF FF FF FF");
        clock.advance(Duration.ofMillis(10));
        assertThat(host.readHex(Host.ACCESS, 1)).as("the chip heard it").isEqualTo("A0");
    }

    @Test
    void bitFlipsAreRepeatable() throws ErrnoException {
        final String first = noisy();

        assertThat(noisy()).isEqualTo(first);
        assertThat(first).isNotEqualTo((DID_VID_READ + ";").repeat(100));
        assertThat(first.split(";")).contains(DID_VID_READ);
    }

    private static String noisy() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withBitFlips(0.02, 0.02).withSeed(3));
        final StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            all.append(host.frame(READ_DID_VID)).append(';');
        }
        return all.toString();
    }

    @Test
    void garbageNeverBreaksFraming() throws ErrnoException {
        for (int seed = 0; seed < 300; seed++) {
            final Random random = new Random(seed);
            final SimulatedCr50 cr50 = SimulatedCr50.virtual(anyChip(random));
            final Host host = Host.on(cr50);
            for (int frame = 0; frame < 60; frame++) {
                garbage(host, random);
                cr50.clock().advance(Duration.ofNanos(random.nextInt(2_000_000)));
            }
            cr50.chip().settings(ChipSettings.defaults());
            cr50.clock().advance(Duration.ofSeconds(1));
            cr50.spi().settings(ControllerSettings.defaults());
            host.channel().setUp(1_000_000);
            cr50.clock().advance(Duration.ofMillis(1));
            host.pulse(1000);
            cr50.clock().advance(Duration.ofMillis(1));
            host.read(Host.DID_VID, 4);
            assertThat(host.frame(READ_DID_VID)).as("seed %d", seed).isEqualTo(DID_VID_READ);
            host.write(Host.ACCESS, "20");
            assertThat(host.read(Host.STS, 1)[0] & ~0x08).as("seed %d", seed).isEqualTo((byte) 0x80);
        }
    }

    private static ChipSettings anyChip(Random random) {
        return ChipSettings.defaults()
                .withSeed(random.nextLong())
                .withWaitBytes(0, random.nextInt(20))
                .withBitFlips(random.nextInt(2) * 0.01, random.nextInt(2) * 0.01)
                .withBusyAfterFrame(Duration.ofNanos(random.nextInt(100_000)))
                .withNoSleepUntil(Duration.ZERO)
                .withSleepDelay(Duration.ofMillis(1))
                .withPulse(PulseMode.values()[random.nextInt(PulseMode.values().length)])
                .withLeftOver(random.nextInt(3))
                .withResets(random.nextInt(2) * 0.05, Duration.ofMillis(1))
                .withCompletesAfterAbort(random.nextBoolean())
                .withQuirks(random.nextBoolean() ? Set.of(FirmwareQuirk.values()) : Set.of())
                .withResponseSize(random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt()));
    }

    /** Frames that are nonsense, and some that the chip understands. */
    private static void garbage(Host host, Random random) throws ErrnoException {
        final byte[] out = new byte[random.nextInt(10) == 0 ? random.nextInt(1500) : random.nextInt(80)];
        random.nextBytes(out);
        if (out.length >= 4 && random.nextInt(4) > 0) {
            final int[] registers = {
                Host.ACCESS, Host.STS, Host.FIFO, Host.FIFO, Host.FW_VER, Host.BOARD_CFG, Host.DID_VID
            };
            final int register = registers[random.nextInt(registers.length)];
            out[1] = (byte) 0xD4;
            out[2] = (byte) (register >> 8);
            out[3] = (byte) register;
            if (register == Host.STS && random.nextBoolean()) {
                out[0] = 0;
                out[out.length - 1] = (byte) (random.nextBoolean() ? 0x40 : 0x20);
            }
        }
        final SpiTransfer transfer = SpiTransfer.exchange(out, Arrays.copyOf(out, out.length));
        host.channel().message(random.nextInt(10) == 0 ? transfer.withCsChange() : transfer);
    }
}
