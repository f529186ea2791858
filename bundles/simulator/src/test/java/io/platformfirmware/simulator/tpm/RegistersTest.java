// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registers and the state machine, read and written by whole transactions. */
class RegistersTest {

    private static final String ECHO_10 = "80 01 00 00 00 0A 00 00 09 99";
    private static final Duration FOREVER = Duration.ofDays(1);

    private final ScriptedTpm tpm = new ScriptedTpm(command -> command);

    private Host scripted() throws ErrnoException {
        return Host.awake(SimulatedCr50.virtual(tpm));
    }

    private static void wait(Host host) {
        host.cr50().clock().advance(Duration.ofMillis(1));
    }

    @Test
    void valuesAtPowerOn() throws ErrnoException {
        final Host host = Host.healthy();

        assertThat(host.readHex(Host.DID_VID, 4)).isEqualTo("E0 1A 28 00");
        assertThat(host.readHex(Host.RID, 1)).isEqualTo("00");
        assertThat(host.readHex(Host.INTF_CAPS, 4)).isEqualTo("15 06 00 30");
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("80");
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("80 3F 00 04");
        assertThat(host.readHex(Host.BOARD_CFG, 4)).isEqualTo("00 00 00 00");
        assertThat(host.cr50().chip().state()).isEqualTo("IDLE");
    }

    @Test
    void otherChips() throws ErrnoException {
        final Host host = Host.awake(SimulatedCr50.virtual(ChipSettings.ti50()));
        assertThat(host.readHex(Host.DID_VID, 4)).isEqualTo("66 66 4A 50");

        host.cr50().chip().settings(chip -> chip.withDidVid(0x001B15D1).withRid(0x16));
        assertThat(host.readHex(Host.DID_VID, 4)).isEqualTo("D1 15 1B 00");
        assertThat(host.readHex(Host.RID, 1)).isEqualTo("16");
    }

    @Test
    void accessTakesOneBitOnly() throws ErrnoException {
        final Host host = Host.healthy();
        for (final String ignored : new String[] {"00", "03", "22", "08", "10", "01", "FF"}) {
            host.write(Host.ACCESS, ignored);
            assertThat(host.readHex(Host.ACCESS, 1)).as(ignored).isEqualTo("80");
        }

        host.write(Host.ACCESS, "02");
        host.write(Host.ACCESS, "22");
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("A0");
        host.write(Host.ACCESS, "20");
        assertThat(host.readHex(Host.ACCESS, 1)).isEqualTo("80");
    }

    @Test
    void statusTakesOneBitOnly() throws ErrnoException {
        final Host host = Host.healthy();
        for (final String ignored : new String[] {"00", "60", "20", "02", "00 00 00 01", "40 01", "80"}) {
            host.write(Host.STS, ignored);
            assertThat(host.sts()).as(ignored).isEqualTo("80");
        }

        host.write(Host.STS, "40 00 00 00");
        assertThat(host.sts()).isEqualTo("C0");
        host.write(Host.STS, "40");
        assertThat(host.sts()).as("again").isEqualTo("C0");
        assertThat(host.cr50().chip().state()).isEqualTo("READY");
    }

    @Test
    void commandWorksWithoutTheLocality() throws ErrnoException {
        final Host host = scripted();
        host.send(ECHO_10);

        assertThat(host.await()).isTrue();
        assertThat(Host.hex(host.answer())).isEqualTo(ECHO_10);
    }

    @Test
    void fifoIsIgnoredUnlessReady() throws ErrnoException {
        final Host host = scripted();

        host.write(Host.FIFO, ECHO_10);
        assertThat(host.sts()).isEqualTo("80");
        host.send(ECHO_10);
        host.write(Host.FIFO, "FF");
        wait(host);
        host.write(Host.FIFO, "FF");

        assertThat(Host.hex(host.answer())).isEqualTo(ECHO_10);
    }

    @Test
    void expectFollowsTheSizeInTheCommand() throws ErrnoException {
        final Host host = Host.healthy();
        host.write(Host.STS, "40");
        for (final String data : new String[] {"80 01", "00 00 00", "0C", "00 00 01 44 00"}) {
            host.write(Host.FIFO, data);
            assertThat(host.sts()).as(data).isEqualTo("C8");
        }
        host.write(Host.FIFO, "00");
        assertThat(host.sts()).isEqualTo("C0");
        assertThat(host.cr50().chip().state()).isEqualTo("RECEIVING");
    }

    @Test
    void goIsTakenWithAShortCommand() throws ErrnoException {
        final Host host = scripted();
        host.write(Host.STS, "40");
        host.write(Host.FIFO, "80 01 00 00 00 0C 00 00");
        host.write(Host.STS, "20");

        assertThat(host.sts()).isEqualTo("C8");
        assertThat(host.cr50().chip().state()).isEqualTo("EXECUTING");
        wait(host);
        assertThat(host.sts()).isEqualTo("D8");
        assertThat(tpm.commands()).containsExactly(Host.bytes("80 01 00 00 00 0C 00 00"));
    }

    @Test
    void abortWhileReceivingKeepsExpect() throws ErrnoException {
        final Host host = Host.healthy();
        host.write(Host.STS, "40");
        host.write(Host.FIFO, "80 01 00 00");
        host.write(Host.STS, "40");

        assertThat(host.sts()).isEqualTo("88");
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("C8");
        host.write(Host.FIFO, Host.STARTUP_CLEAR);
        assertThat(host.sts()).as("nothing of the first one is left").isEqualTo("C0");
    }

    @Test
    void bufferThatOverflowsStartsAgain() throws ErrnoException {
        final Host host = scripted();
        host.write(Host.STS, "40");
        host.write(Host.FIFO, "80 01 00 00 10 00 00 00 01 44");
        host.read(Host.FIFO, 4);
        final String chunk = Host.hex(new byte[63]);
        for (int i = 0; i < 32; i++) {
            host.write(Host.FIFO, chunk);
        }
        assertThat(host.cr50().chip().state()).isEqualTo("RECEIVING");
        host.write(Host.FIFO, chunk);
        assertThat(host.cr50().chip().state()).isEqualTo("READY");

        for (int i = 0; i < 40; i++) {
            host.read(Host.FIFO, 64);
        }
        host.write(Host.ACCESS, "20");
        host.send(ECHO_10);
        wait(host);
        assertThat(Host.hex(host.answer())).isEqualTo(ECHO_10);
    }

    @Test
    void longAnswerComesInBursts() throws ErrnoException {
        final byte[] answer = new byte[130];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = (byte) i;
        }
        final Host host = Host.awake(SimulatedCr50.virtual(new ScriptedTpm(command -> answer)));
        host.send(ECHO_10);
        wait(host);

        assertThat(host.readHex(Host.STS, 4)).isEqualTo("D0 3F 00 04");
        host.read(Host.FIFO, 60);
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("D0 3F 00 04");
        host.read(Host.FIFO, 60);
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("D0 0A 00 04");
        assertThat(host.read(Host.FIFO, 9)).startsWith(120, 121, 122).endsWith(128);
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("D0 01 00 04");
        host.write(Host.STS, "02");
        assertThat(host.readHex(Host.STS, 4)).as("burst is not computed again").isEqualTo("D0 01 00 04");
        assertThat(host.read(Host.FIFO, 4)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void retryAfterEverythingWasReadDoesNotSayThatThereIsData() throws ErrnoException {
        final Host host = scripted();
        host.send(ECHO_10);
        wait(host);
        host.answer();
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("80 3F 00 04");

        host.write(Host.STS, "02");
        assertThat(host.sts()).isEqualTo("80");
        assertThat(host.readHex(Host.FIFO, 10)).isEqualTo(ECHO_10);
    }

    @Test
    void commandReadyGoesToIdleFirst() throws ErrnoException {
        final Host host = scripted();
        host.send(ECHO_10);
        wait(host);
        host.answer();

        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("80");
        assertThat(host.cr50().chip().state()).isEqualTo("IDLE");
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("C0");
    }

    @Test
    void abortedCommandCompletesLate() throws ErrnoException {
        final Host host = scripted();
        host.send(ECHO_10);
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("80");

        wait(host);
        assertThat(host.sts()).isEqualTo("90");
        assertThat(host.cr50().chip().state()).isEqualTo("COMPLETING");
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("80");
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("C0");
    }

    @Test
    void lateCompletionOverwritesTheNextCommand() throws ErrnoException {
        final Host host = scripted();
        host.cr50().chip().settings(chip -> chip.withCommandTime(Duration.ofMillis(10)));
        host.send(ECHO_10);
        host.write(Host.STS, "40");
        host.send(Host.STARTUP_CLEAR);
        assertThat(host.cr50().chip().state()).isEqualTo("EXECUTING");

        host.cr50().clock().advance(Duration.ofMillis(10));
        assertThat(host.sts()).isEqualTo("D0");
        assertThat(Host.hex(host.answer())).as("that of the first").isEqualTo(ECHO_10);
        host.cr50().clock().advance(Duration.ofMillis(10));
        assertThat(tpm.commands())
                .as("the task found the old answer in the buffer")
                .hasSize(2);
        assertThat(tpm.commands().get(1)).isEqualTo(Host.bytes(ECHO_10));
    }

    @Test
    void abortedCommandIsForgottenWhereSettingsSaySo() throws ErrnoException {
        final Host host = scripted();
        host.cr50().chip().settings(chip -> chip.withCompletesAfterAbort(false).withCommandTime(Duration.ofMillis(10)));
        host.send(ECHO_10);
        host.write(Host.ACCESS, "20");
        host.cr50().clock().advance(Duration.ofMillis(10));
        assertThat(host.sts()).isEqualTo("80");

        host.send(ECHO_10);
        host.write(Host.STS, "40");
        host.send(Host.STARTUP_CLEAR);
        host.cr50().clock().advance(Duration.ofMillis(20));
        assertThat(Host.hex(host.answer())).isEqualTo(Host.STARTUP_CLEAR);
    }

    @Test
    void relinquishingGoesToIdleFromAnyState() throws ErrnoException {
        final Host host = scripted();
        host.write(Host.ACCESS, "02");
        host.write(Host.STS, "40");
        host.write(Host.ACCESS, "20");
        assertThat(host.sts()).isEqualTo("80");
        host.send(ECHO_10);
        host.write(Host.ACCESS, "20");
        assertThat(host.sts()).isEqualTo("80");
        wait(host);
        assertThat(host.sts()).isEqualTo("90");
        host.write(Host.ACCESS, "20");
        assertThat(host.sts()).isEqualTo("80");
    }

    @Test
    void chipThatShowsStatusAndCommandReadyAsTheProfileHasThem() throws ErrnoException {
        final Host host = scripted();
        host.cr50()
                .chip()
                .settings(chip -> chip.withQuirks(
                        FirmwareQuirk.STATUS_NEEDS_LOCALITY, FirmwareQuirk.FIRST_BYTE_ENDS_COMMAND_READY));
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("FF FF FF FF");

        host.write(Host.ACCESS, "02");
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("C0");
        host.write(Host.FIFO, "80");
        assertThat(host.sts()).isEqualTo("88");
        host.write(Host.FIFO, "01 00 00 00 0A 00 00 09 99");
        assertThat(host.sts()).isEqualTo("80");
        host.write(Host.STS, "20");
        assertThat(host.sts()).isEqualTo("80");
        wait(host);
        assertThat(host.sts()).isEqualTo("90");
    }

    @Test
    void burstCountThatDoesNotTellWhatIsLeft() throws ErrnoException {
        final Host host = scripted();
        host.cr50().chip().settings(chip -> chip.withQuirks(FirmwareQuirk.BURST_COUNT_STAYS));
        host.write(Host.STS, "40");
        host.send(ECHO_10);
        wait(host);
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("D0 3F 00 04");
        assertThat(host.readHex(Host.FIFO, 10)).isEqualTo(ECHO_10);
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("80 3F 00 04");
    }

    @Test
    void burstCountThatVariesAndBytesBeyondIt() throws ErrnoException {
        final Host host = scripted();
        host.cr50()
                .chip()
                .settings(chip ->
                        chip.withQuirks(FirmwareQuirk.BURST_COUNT_VARIES).withBurstLimit(2));
        host.write(Host.STS, "40");
        host.write(Host.FIFO, "80");
        host.sts();
        host.write(Host.FIFO, "01 00 00 00 0A 00 00 09 99");
        assertThat(host.sts()).isEqualTo("C8");
    }

    @Test
    void oldFirmwareKeepsBitsInIdle() throws ErrnoException {
        final Host host = scripted();
        host.cr50().chip().settings(chip -> chip.withQuirks(FirmwareQuirk.IDLE_KEEPS_COMMAND_READY));
        host.write(Host.STS, "40");
        host.write(Host.ACCESS, "20");
        assertThat(host.sts()).isEqualTo("C0");

        host.cr50().chip().settings(chip -> chip.withQuirks(FirmwareQuirk.IDLE_KEEPS_DATA_AVAILABLE));
        host.send(ECHO_10);
        wait(host);
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("90");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2049, 5000})
    void answerThatDoesNotFitNeverComes(int size) throws ErrnoException {
        final Host host = Host.awake(SimulatedCr50.virtual(new ScriptedTpm(command -> new byte[size])));
        host.send(ECHO_10);

        host.cr50().clock().advance(FOREVER);
        host.pulse(1000);
        assertThat(host.sts()).isEqualTo("C0");
        assertThat(host.cr50().chip().state()).isEqualTo("EXECUTING");
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("80");
    }

    @Test
    void largestAnswerComes() throws ErrnoException {
        final Host host = Host.awake(SimulatedCr50.virtual(new ScriptedTpm(command -> new byte[2048])));
        host.send(ECHO_10);
        wait(host);

        assertThat(host.answer()).hasSize(2048);
    }

    @Test
    void engineThatFailsIsAFailureOfTheTpm() throws ErrnoException {
        final Host host = Host.awake(SimulatedCr50.virtual(new ScriptedTpm(command -> {
            throw new IllegalStateException("broken");
        })));

        assertThat(host.commandHex(ECHO_10)).isEqualTo("80 01 00 00 00 0A 00 00 01 01");
    }

    @Test
    void commandTakesItsTime() throws ErrnoException {
        final Host host = scripted();
        host.cr50()
                .chip()
                .settings(chip ->
                        chip.withCommandTimes(code -> code == 0x131 ? Duration.ofMinutes(2) : Duration.ofMillis(1)));
        host.send("80 01 00 00 00 0A 00 00 01 31");

        host.cr50().clock().advance(Duration.ofSeconds(119));
        assertThat(host.sts()).isEqualTo("C0");
        host.cr50().clock().advance(Duration.ofSeconds(1));
        assertThat(host.sts()).isEqualTo("D0");
    }

    @Test
    void retryIsAnsweredAFewTimes() throws ErrnoException {
        final Host host = scripted();
        host.cr50().chip().settings(chip -> chip.withRetryAnswers(2));

        assertThat(host.commandHex(ECHO_10)).isEqualTo("80 01 00 00 00 0A 00 00 09 22");
        assertThat(host.commandHex(ECHO_10)).isEqualTo("80 01 00 00 00 0A 00 00 09 22");
        assertThat(tpm.commands()).isEmpty();
        assertThat(host.commandHex(ECHO_10)).isEqualTo(ECHO_10);
    }

    @Test
    void sizeInTheAnswerCanLie() throws ErrnoException {
        final Host host = scripted();
        for (final int size : new int[] {0, 9, 4097, -1}) {
            host.cr50().chip().settings(chip -> chip.withResponseSize(OptionalInt.of(size)));
            assertThat(host.commandHex(ECHO_10))
                    .isEqualTo(String.format(
                            "80 01 %02X %02X %02X %02X 00 00 09 99",
                            size >>> 24, size >>> 16 & 0xFF, size >>> 8 & 0xFF, size & 0xFF));
        }
    }

    @Test
    void bytesCanBeLeftOver() throws ErrnoException {
        final Host host = scripted();
        host.cr50().chip().settings(chip -> chip.withLeftOver(2));

        assertThat(host.commandHex(ECHO_10)).isEqualTo(ECHO_10 + " AA AA");
    }

    @Test
    void burstCanBeZeroOrSmall() throws ErrnoException {
        final Host host = Host.healthy();
        final VirtualClock clock = host.cr50().clock();
        host.cr50()
                .chip()
                .settings(chip ->
                        chip.withBurstZeroUntil(clock.nanos() + 1_000_000).withBurstLimit(8));

        assertThat(host.readHex(Host.STS, 4)).isEqualTo("80 00 00 04");
        wait(host);
        assertThat(host.readHex(Host.STS, 4)).isEqualTo("80 08 00 04");
    }

    @Test
    void expectCanBeWrong() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withExpect(ExpectFault.STUCK_OFF, 2));
        host.write(Host.STS, "40");
        assertThat(host.sts()).isEqualTo("C0");
        host.write(Host.FIFO, "80 01");
        assertThat(host.sts() + " " + host.sts() + " " + host.sts()).isEqualTo("C0 C0 C8");

        host.cr50().chip().settings(chip -> chip.withExpect(ExpectFault.STUCK_ON, 1));
        host.write(Host.FIFO, "00 00 00 0C 00 00 01 44 00 00");
        assertThat(host.sts() + " " + host.sts()).isEqualTo("C8 C0");
    }

    @Test
    void statusCanBeForced() throws ErrnoException {
        final Host host = Host.healthy();
        host.cr50().chip().settings(chip -> chip.withSts(OptionalInt.of(0x0400_00FF)));

        assertThat(host.readHex(Host.STS, 4)).isEqualTo("FF 00 00 04");
    }

    @Test
    void firmwareVersionIsReadInPiecesAndRewound() throws ErrnoException {
        final Host host =
                Host.awake(SimulatedCr50.virtual(ChipSettings.defaults().withFirmwareVersion("B2-C:0 RW")));

        assertThat(text(host.read(Host.FW_VER, 4))).isEqualTo("B2-C");
        assertThat(text(host.read(Host.FW_VER, 4))).isEqualTo(":0 R");
        assertThat(text(host.read(Host.FW_VER, 4))).isEqualTo("W\0\0\0");
        assertThat(text(host.read(Host.FW_VER, 4))).isEqualTo("\0\0\0\0");
        host.write(Host.FW_VER, "00");
        assertThat(text(host.read(Host.FW_VER, 9))).isEqualTo("B2-C:0 RW");
    }

    @Test
    void firmwareVersionWithoutEndLeavesStaleBytes() throws ErrnoException {
        final byte[] version = new byte[80];
        Arrays.fill(version, (byte) 'x');
        final Host host =
                Host.awake(SimulatedCr50.virtual(ChipSettings.defaults().withFirmwareVersionBytes(version)));

        assertThat(text(host.read(Host.FW_VER, 64))).isEqualTo("x".repeat(64));
        host.read(Host.FW_VER, 16);
        host.read(Host.DID_VID, 4);
        assertThat(host.readHex(Host.FW_VER, 4)).isEqualTo("E0 1A 28 00");
    }

    @Test
    void boardConfigurationIsWrittenOnceBeforeTheFirstExtend() throws ErrnoException {
        final Host host = Host.healthy();
        host.write(Host.BOARD_CFG, "01 00 00 00");
        assertThat(host.readHex(Host.BOARD_CFG, 4)).isEqualTo("01 00 00 80");
        host.write(Host.BOARD_CFG, "00 00 00 00");
        assertThat(host.readHex(Host.BOARD_CFG, 4)).isEqualTo("01 00 00 80");

        final Host other = Host.healthy();
        other.command("80 02 00 00 00 1F 00 00 01 82 00 00 00 00 00 00 00 09 40 00 00 09 00 00 00 00 00 00 00 00 00");
        other.write(Host.BOARD_CFG, "01 00 00 00");
        assertThat(other.readHex(Host.BOARD_CFG, 4)).isEqualTo("00 00 00 80");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
