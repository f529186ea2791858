// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The chip falls asleep, wakes up, and loses its state. */
class SleepAndResetTest {

    private static final String READ_ACCESS = "80 D4 00 00 00 00 00";
    private static final String ACCESS_READ = "00 00 00 00 00 01 80";
    private static final ChipSettings SLEEPY = ChipSettings.defaults().withNoSleepUntil(Duration.ZERO);

    private static Host sleepy() throws ErrnoException {
        return Host.awake(SimulatedCr50.virtual(SLEEPY));
    }

    private static void pass(Host host, Duration time) {
        host.cr50().clock().advance(time);
    }

    @Test
    void sleepsASecondAfterTheLastTraffic() throws ErrnoException {
        final Host host = sleepy();
        pass(host, Duration.ofMillis(998));
        assertThat(host.cr50().chip().asleep()).isFalse();
        assertThat(host.frame(READ_ACCESS)).isEqualTo(ACCESS_READ);
        pass(host, Duration.ofMillis(1000));
        assertThat(host.cr50().chip().asleep()).isTrue();
    }

    @Test
    void losesWhatIsClockedWhileItWakesUp() throws ErrnoException {
        final Host host = sleepy();
        host.write(Host.ACCESS, "02");
        pass(host, Duration.ofSeconds(2));

        assertThat(host.frame(READ_ACCESS)).as("7 bytes take 56 microseconds").isEqualTo("00 00 00 00 00 00 00");
        pass(host, Duration.ofMillis(1));
        assertThat(host.readHex(Host.ACCESS, 1)).as("registers are kept").isEqualTo("A0");
    }

    @Test
    void seesTheRestOfAFrameAsAnotherHeader() throws ErrnoException {
        final Host host = sleepy();
        pass(host, Duration.ofSeconds(2));

        assertThat(host.frame("55 ".repeat(13) + READ_ACCESS)).isEqualTo("00 ".repeat(13) + ACCESS_READ);
    }

    @Test
    void pulseWakesItUp() throws ErrnoException {
        final Host host = sleepy();
        pass(host, Duration.ofSeconds(2));
        host.pulse(1000);

        assertThat(host.cr50().chip().asleep()).isFalse();
        assertThat(host.frame(READ_ACCESS)).isEqualTo(ACCESS_READ);
        assertThat(host.cr50().wire().frames().get(0).isPulse()).isTrue();
        assertThat(host.cr50().wire().transactions()).hasSize(1);
    }

    @Test
    void pulseDoesNotKeepItAwake() throws ErrnoException {
        final Host host = sleepy();
        host.frame(READ_ACCESS);
        pass(host, Duration.ofMillis(998));
        host.pulse(1000);
        pass(host, Duration.ofMillis(2));
        assertThat(host.cr50().chip().asleep()).isTrue();
    }

    @Test
    void pulseThatIsShorterThanWakingNeedsAWaitBehindIt() throws ErrnoException {
        final Host host = sleepy();
        pass(host, Duration.ofSeconds(2));
        host.pulse(1);
        assertThat(host.frame(READ_ACCESS)).isNotEqualTo(ACCESS_READ);

        pass(host, Duration.ofSeconds(2));
        host.pulse(1);
        pass(host, Duration.ofNanos(100_000));
        assertThat(host.frame(READ_ACCESS)).isEqualTo(ACCESS_READ);
    }

    @Test
    void sleepFollowsTheSettings() throws ErrnoException {
        final Host host = sleepy();
        host.cr50().chip().settings(SLEEPY.withSleep(false));
        pass(host, Duration.ofDays(1));
        assertThat(host.cr50().chip().asleep()).isFalse();

        host.cr50()
                .chip()
                .settings(SLEEPY.withSleepDelay(Duration.ofMillis(10))
                        .withWakeLatency(Duration.ofNanos(16_000))
                        .withAsleepMiso((byte) 0xFF));
        pass(host, Duration.ofMillis(11));
        assertThat(host.frame("00 00 " + READ_ACCESS)).isEqualTo("FF FF " + ACCESS_READ);
    }

    @Test
    void doesNotSleepSoonAfterPowerOn() throws ErrnoException {
        final Host host = Host.healthy();
        pass(host, Duration.ofSeconds(19));
        assertThat(host.cr50().chip().asleep()).isFalse();
        assertThat(host.frame(READ_ACCESS)).isEqualTo(ACCESS_READ);
        pass(host, Duration.ofSeconds(2));
        assertThat(host.cr50().chip().asleep()).isTrue();
    }

    @Test
    void doesNotSleepWhileACommandRunsNorWhileSelected() throws ErrnoException {
        final Host host = sleepy();
        host.cr50().chip().settings(SLEEPY.withCommandTime(Duration.ofSeconds(10)));
        host.send(Host.STARTUP_CLEAR);
        pass(host, Duration.ofSeconds(9));
        assertThat(host.cr50().chip().asleep()).isFalse();
        assertThat(host.sts()).isEqualTo("C0");
        pass(host, Duration.ofSeconds(1));
        assertThat(host.sts()).isEqualTo("D0");
        pass(host, Duration.ofSeconds(1));
        assertThat(host.cr50().chip().asleep()).isTrue();

        host.cr50().chip().select();
        pass(host, Duration.ofSeconds(5));
        assertThat(host.cr50().chip().asleep()).isFalse();
        assertThat(host.cr50().chip().clock((byte) 0x80)).isZero();
        host.cr50().chip().deselect();
    }

    @Test
    void resetStopsTheInterfaceAndLosesTheStateOfTheTpm() throws ErrnoException {
        final Host host = Host.healthy();
        host.command(Host.STARTUP_CLEAR);
        host.write(Host.ACCESS, "02");
        host.cr50().chip().reset(Duration.ofMillis(200));

        assertThat(host.frame("80 D4 00 00" + " 00".repeat(20))).isEqualTo("00" + " 00".repeat(23));
        assertThat(host.cr50().chip().nextRisingEdge(host.cr50().clock().nanos()))
                .isEqualTo(ChipSettings.FOR_EVER);
        pass(host, Duration.ofMillis(200));
        assertThat(host.frame(READ_ACCESS)).as("first frame").isEqualTo("FF FF FF FF FF 01 80");
        assertThat(host.frame(READ_ACCESS)).isEqualTo(ACCESS_READ);
        assertThat(host.cr50().chip().resets()).isEqualTo(1);
        assertThat(host.commandHex("80 01 00 00 00 0C 00 00 01 7B 00 04")).endsWith("00 00 01 00");
        assertThat(host.commandHex(Host.STARTUP_CLEAR)).isEqualTo(Host.SUCCESS);
    }

    @Test
    void resetWaitsForTheCommandThatRuns() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withCommandTime(Duration.ofMillis(100)));
        host.send(Host.STARTUP_CLEAR);
        host.cr50().chip().reset(Duration.ofMillis(50));

        assertThat(host.sts()).isEqualTo("C0");
        pass(host, Duration.ofMillis(100));
        assertThat(host.frame(READ_ACCESS)).isEqualTo("00 00 00 00 00 00 00");
        assertThat(host.cr50().chip().resets()).isEqualTo(1);
        pass(host, Duration.ofMillis(50));
        host.read(Host.ACCESS, 1);
        assertThat(host.sts()).as("nothing completes").isEqualTo("80");
    }

    @Test
    void restartInTheMiddleOfAFrameSeesTheRestAsAHeader() throws ErrnoException {
        final Host host = Host.healthy();
        final Cr50Chip chip = host.cr50().chip();
        chip.reset(Duration.ofMillis(1));
        chip.select();
        chip.clock((byte) 0x80);
        host.cr50().clock().advance(Duration.ofMillis(1));
        final byte[] in = new byte[7];
        final byte[] out = Host.bytes(READ_ACCESS);
        for (int i = 0; i < out.length; i++) {
            in[i] = chip.clock(out[i]);
        }
        chip.deselect();

        assertThat(Host.hex(in)).isEqualTo("FF FF FF FF FF 01 80");
    }

    @Test
    void registersCanBeGarbageAfterAReset() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withGarbageAfterReset(Duration.ofMillis(100)));
        host.cr50().chip().reset(Duration.ofMillis(10));
        pass(host, Duration.ofMillis(10));
        host.frame("00");

        assertThat(host.readHex(Host.DID_VID, 4)).isNotEqualTo(host.readHex(Host.DID_VID, 4));
        pass(host, Duration.ofMillis(100));
        assertThat(host.readHex(Host.DID_VID, 4)).isEqualTo("E0 1A 28 00");
    }

    @Test
    void resetsComeByChance() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withResets(0.1, Duration.ofMillis(10)));
        for (int i = 0; i < 200; i++) {
            host.frame(READ_ACCESS);
            pass(host, Duration.ofMillis(11));
        }
        assertThat(host.cr50().chip().resets()).isBetween(8, 35);
    }
}
