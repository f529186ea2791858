// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import io.platformfirmware.simulator.tpm.SimulatedCr50;
import io.platformfirmware.simulator.tpm.TpmEngine;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.TpmCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the kernel's pool gets what, and when not: on one thread, whose time passes as the test says. */
final class EntropyFeedTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<Duration> delays = new ArrayList<>();
    private final List<byte[]> added = new ArrayList<>();
    private final List<byte[]> given = new ArrayList<>();
    private final List<Integer> credits = new ArrayList<>();
    private final Cr50Failures failures = new Cr50Failures("cr50-test");
    private Optional<Errno> refusal = Optional.empty();
    private Optional<EntropyPool> published = Optional.of(new Pool());
    private Function<SpiDevice, Optional<EntropyPool>> pools = device -> published;
    private BooleanSupplier othersFirst = () -> false;
    private Optional<Runnable> due = Optional.empty();
    private SimulatedCr50 chip;
    private Cr50Settings settings;
    private ChipLink link;
    private EntropyFeed feed;

    @AfterEach
    void close() {
        link.close();
        chip.close();
    }

    @Test
    @DisplayName("32 bytes at once, and 32 after each interval, with the credit that the quality allows")
    void atOnceAndAfterEachInterval() throws Exception {
        begin(GetRandoms.tpm(0xA5), "feedKernelEntropy", "true");
        for (int i = 0; i < 3; i++) {
            timePasses();
        }
        assertThat(delays).containsExactly(Duration.ZERO, MINUTE, MINUTE, MINUTE);
        assertThat(added).hasSize(3).allMatch(bytes -> bytes.length == 32 && bytes[31] == (byte) 0xA5);
        assertThat(credits).containsExactly(175, 175, 175);
        assertThat(count(LinkCounter.ENTROPY_BYTES)).isEqualTo(96);
        assertThat(count(LinkCounter.ENTROPY_BITS)).isEqualTo(525);
        assertThat(count(LinkCounter.COMMANDS)).as("nobody's command").isZero();
        assertThat(feed.state().bytes()).isEqualTo(96);
        assertThat(feed.state().trouble()).isEmpty();
    }

    @Test
    @DisplayName("Nothing is left of the bytes when the kernel has them")
    void wiped() throws Exception {
        begin(GetRandoms.tpm(0xA5), "feedKernelEntropy", "true");
        timePasses();
        refusal = Optional.of(Errno.EPERM);
        timePasses();
        assertThat(given).hasSize(2).allMatch(bytes -> Arrays.equals(bytes, new byte[32]));
    }

    @ParameterizedTest
    @CsvSource({"1024, 256", "1023, 255", "700, 175", "5, 1", "3, 0", "0, 0"})
    @DisplayName("Credit is rounded down")
    void credit(String quality, int bits) throws Exception {
        begin(GetRandoms.tpm(1), "feedKernelEntropy", "true", "rngQuality", quality);
        timePasses();
        assertThat(added).hasSize(1);
        assertThat(credits).containsExactly(bits);
    }

    @Test
    @DisplayName("A TPM that gives fewer bytes: as many, and less credit")
    void fewerBytes() throws Exception {
        begin(new ScriptedTpm(command -> GetRandoms.answer(new byte[20])), "feedKernelEntropy", "true");
        timePasses();
        assertThat(added.get(0)).hasSize(20);
        assertThat(credits).containsExactly(109);
    }

    @Test
    @DisplayName("Off: the chip is not asked, and nothing is due any more")
    void off() throws Exception {
        begin(GetRandoms.tpm(1));
        timePasses();
        assertThat(due).isEmpty();
        assertThat(chip.wire().frames()).isEmpty();
        settings = Settings.of("feedKernelEntropy", "true");
        feed.lookAnew();
        timePasses();
        settings = Settings.of();
        timePasses();
        assertThat(due).isEmpty();
        assertThat(added).hasSize(1);
    }

    @Test
    @DisplayName("Commands wait: the chip is left to them, and a second later it is looked again")
    void commandsWait() throws Exception {
        othersFirst = () -> true;
        begin(GetRandoms.tpm(1), "feedKernelEntropy", "true");
        timePasses();
        timePasses();
        assertThat(chip.wire().frames()).isEmpty();
        assertThat(delays).containsExactly(Duration.ZERO, EntropyFeed.GIVE_WAY, EntropyFeed.GIVE_WAY);
        othersFirst = () -> false;
        timePasses();
        assertThat(added).hasSize(1);
        assertThat(count(LinkCounter.ENTROPY_FAILURES)).isZero();
    }

    @Test
    @DisplayName("A command comes before the chip was told to execute: it gives way, which is no failure")
    void commandThatComesInTheMiddle() throws Exception {
        final ScriptedTpm tpm = GetRandoms.tpm(1);
        begin(tpm, "feedKernelEntropy", "true", "entropyInterval", "100");
        othersFirst = () -> !chip.wire().frames().isEmpty();
        timePasses();
        assertThat(chip.wire().frames()).as("it had begun").isNotEmpty();
        assertThat(tpm.commands()).isEmpty();
        assertThat(delays).containsExactly(Duration.ZERO, Duration.ofMillis(100));
        assertThat(feed.state().trouble()).isEmpty();
        assertThat(count(LinkCounter.ENTROPY_FAILURES)).isZero();
        othersFirst = () -> false;
        timePasses();
        assertThat(added).hasSize(1);
    }

    @Test
    @DisplayName("A command comes while the chip executes: it waits for that one, whose bytes are taken")
    void commandThatComesLater() throws Exception {
        final boolean[] came = new boolean[1];
        final TpmEngine tpm = new ScriptedTpm(command -> {
            came[0] = true;
            return GetRandoms.answer(new byte[32]);
        });
        othersFirst = () -> came[0];
        begin(tpm, "feedKernelEntropy", "true");
        timePasses();
        assertThat(added).hasSize(1);
    }

    @Test
    @DisplayName("The chip executes a command that nobody waits for: it is left alone until that may be over")
    void commandThatNobodyWaitsFor() throws Exception {
        begin(Numbered.engine(() -> {}), "feedKernelEntropy", "true", "otherDuration", "5000");
        chip.chip()
                .settings(all -> all.withCommandTimes(
                        code -> code == Numbered.CODE ? Duration.ofSeconds(4) : Duration.ofMillis(1)));
        link.session().execute(TpmCommand.startup(false), new Patient());
        giveUp(Numbered.command(1));
        chip.wire().clear();
        timePasses();
        assertThat(chip.wire().frames()).isEmpty();
        chip.clock().advance(Duration.ofSeconds(5));
        timePasses();
        assertThat(added).hasSize(1);
        assertThat(count(LinkCounter.DISCARDED_RESPONSES)).isEqualTo(1);
    }

    @Test
    @DisplayName("One wake for each feeding: the locality is given up with it")
    void sleep() throws Exception {
        begin(GetRandoms.tpm(1), "feedKernelEntropy", "true");
        chip.chip().settings(all -> all.withNoSleepUntil(Duration.ZERO));
        timePasses();
        final long wakes = count(LinkCounter.WAKES);
        for (int i = 1; i <= 5; i++) {
            chip.clock().advance(MINUTE);
            timePasses();
            assertThat(link.isLocalityHeld()).isFalse();
            assertThat(chip.chip().state()).isEqualTo("IDLE");
            assertThat(count(LinkCounter.WAKES) - wakes).isEqualTo(i);
        }
        assertThat(added).hasSize(6);
    }

    @Test
    @DisplayName("A locality that is held stays held, and the chip is ready for the next command")
    void localityThatIsHeld() throws Exception {
        begin(GetRandoms.tpm(1), "feedKernelEntropy", "true");
        link.session().execute(TpmCommand.getRandom(4), new Patient());
        timePasses();
        assertThat(added).hasSize(1);
        assertThat(link.isLocalityHeld()).isTrue();
        assertThat(chip.chip().state()).isEqualTo("RECEIVING");
    }

    @Test
    @DisplayName("The TPM refuses: said once, with pauses that double up to an hour; then it goes on")
    void tpmThatRefuses() throws Exception {
        final boolean[] started = new boolean[1];
        final TpmEngine tpm =
                new ScriptedTpm(command -> started[0] ? GetRandoms.answer(new byte[32]) : GetRandoms.error(0x100));
        final List<String> log = logOf(() -> {
            begin(tpm, "feedKernelEntropy", "true");
            for (int i = 0; i < 8; i++) {
                timePasses();
            }
        });
        assertThat(delays.stream().map(Duration::toMinutes)).containsExactly(0L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(feed.state().trouble().orElseThrow()).contains("TPM_RC_INITIALIZE");
        assertThat(count(LinkCounter.ENTROPY_FAILURES)).isEqualTo(8);
        assertThat(log)
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .contains("INITIALIZE");

        started[0] = true;
        assertThat(logOf(this::timePasses))
                .filteredOn(line -> line.contains("feeds the kernel"))
                .hasSize(1);
        assertThat(logOf(this::timePasses)).isEmpty();
        assertThat(feed.state().trouble()).isEmpty();
        assertThat(delays).endsWith(MINUTE, MINUTE);
        assertThat(added).hasSize(2);
    }

    @Test
    @DisplayName("A TPM that gives no bytes, or more than it was asked for: nothing is credited")
    void tpmThatGivesWhatItWasNotAskedFor() throws Exception {
        for (final int count : new int[] {0, 33}) {
            begin(new ScriptedTpm(command -> GetRandoms.answer(new byte[count])), "feedKernelEntropy", "true");
            timePasses();
            assertThat(feed.state().trouble()).contains("the TPM gave " + count + " random bytes, asked for 32");
        }
        assertThat(added).isEmpty();
    }

    @Test
    @DisplayName("A chip that can not be talked to: said once, and it is fed again when the wire is mended")
    void chipThatIsDead() throws Exception {
        final List<String> log = logOf(() -> {
            begin(GetRandoms.tpm(1), "feedKernelEntropy", "true");
            chip.chip().settings(all -> all.withMisoStuck(OptionalInt.of(0xFF), ChipSettings.FOR_EVER));
            for (int i = 0; i < 4; i++) {
                timePasses();
            }
        });
        assertThat(log).filteredOn(line -> line.contains("WARN")).hasSize(2).anyMatch(line -> line.contains("feed"));
        assertThat(feed.state().trouble()).isNotEmpty();
        chip.chip().settings(ChipSettings.defaults());
        timePasses();
        assertThat(added).hasSize(1);
        assertThat(feed.state().trouble()).isEmpty();
    }

    @Test
    @DisplayName("The kernel refuses: the reason names the privilege, said once; other settings try again at once")
    void kernelThatRefuses() throws Exception {
        refusal = Optional.of(Errno.EPERM);
        final List<String> log = logOf(() -> {
            begin(GetRandoms.tpm(1), "feedKernelEntropy", "true");
            for (int i = 0; i < 3; i++) {
                timePasses();
            }
        });
        assertThat(log)
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .contains("CAP_SYS_ADMIN");
        assertThat(feed.state().trouble())
                .contains(
                        "/dev/random takes entropy only from a process with CAP_SYS_ADMIN (ioctl RNDADDENTROPY: EPERM)");
        assertThat(count(LinkCounter.ENTROPY_BYTES)).isZero();
        assertThat(count(LinkCounter.ENTROPY_FAILURES)).isEqualTo(3);

        refusal = Optional.of(Errno.EIO);
        feed.lookAnew();
        timePasses();
        assertThat(feed.state().trouble().orElseThrow()).startsWith("/dev/random: ioctl RNDADDENTROPY: EIO");
        assertThat(delays).endsWith(Duration.ofMinutes(8), Duration.ZERO, Duration.ofMinutes(2));
    }

    @Test
    @DisplayName("No pool: the chip is not asked, until there is one")
    void noPool() throws Exception {
        final Optional<EntropyPool> later = published;
        published = Optional.empty();
        begin(GetRandoms.tpm(1), "feedKernelEntropy", "true");
        timePasses();
        assertThat(chip.wire().frames()).isEmpty();
        assertThat(due).isEmpty();
        assertThat(feed.state().trouble().orElseThrow()).contains("randomNodes");
        published = later;
        feed.lookAnew();
        timePasses();
        assertThat(added).hasSize(1);
        assertThat(feed.state().trouble()).isEmpty();
    }

    @Test
    @DisplayName("The pool goes while the chip is asked: the bytes go nowhere")
    void poolThatGoes() throws Exception {
        pools = device -> chip.wire().frames().isEmpty() ? published : Optional.empty();
        begin(GetRandoms.tpm(1), "feedKernelEntropy", "true");
        timePasses();
        assertThat(added).isEmpty();
        assertThat(count(LinkCounter.ENTROPY_BYTES)).isZero();
        timePasses();
        assertThat(due).isEmpty();
    }

    @Test
    @DisplayName("The device moves while the chip is asked: the pool is that of the device that gave the bytes")
    void deviceThatMoves() throws Exception {
        final SimulatedCr50 other = SimulatedCr50.virtual();
        pools = device -> device == chip.spi() ? published : Optional.empty();
        begin(
                new ScriptedTpm(command -> {
                    link.want(Optional.of(other.spi()));
                    return GetRandoms.answer(new byte[32]);
                }),
                "feedKernelEntropy",
                "true");
        timePasses();
        assertThat(added).hasSize(1);
        timePasses();
        assertThat(added).as("the other chip has no pool").hasSize(1);
        assertThat(other.wire().frames()).isEmpty();
        other.close();
    }

    @Test
    @DisplayName("The device goes: that is no failure, and nothing is due any more")
    void deviceThatGoes() throws Exception {
        begin(
                new ScriptedTpm(command -> {
                    link.want(Optional.empty());
                    return GetRandoms.answer(new byte[32]);
                }),
                "feedKernelEntropy",
                "true");
        timePasses();
        timePasses();
        assertThat(due).isEmpty();
        assertThat(count(LinkCounter.ENTROPY_FAILURES)).isZero();
    }

    private void begin(TpmEngine tpm, String... keysAndValues) throws Exception {
        settings = Settings.of(keysAndValues);
        chip = SimulatedCr50.virtual(tpm);
        link = new ChipLink("cr50-test", failures, () -> settings, path -> Optional.empty());
        link.want(Optional.of(chip.spi()));
        feed = new EntropyFeed(
                "cr50-test",
                failures,
                link,
                device -> pools.apply(device),
                () -> settings,
                () -> othersFirst.getAsBoolean(),
                this::after);
        feed.lookAnew();
    }

    private Optional<Future<?>> after(Duration delay, Runnable task) {
        delays.add(delay);
        due = Optional.of(task);
        return Optional.of(new CompletableFuture<>());
    }

    /** What is due is done. */
    private void timePasses() {
        final Runnable task = due.orElseThrow();
        due = Optional.empty();
        task.run();
    }

    private long count(LinkCounter counter) {
        return link.statistics().get(counter);
    }

    /** The chip executes a command, and its sender gives up. */
    private void giveUp(byte[] command) throws Exception {
        final Patient sender = new Patient();
        sender.givesUp = true;
        try {
            link.session().execute(TpmCommand.of(command), sender);
            throw new AssertionError("a response");
        } catch (final LinkException e) {
            assertThat(sender.sent).isTrue();
        }
    }

    /** What is done, and what the log has of it. */
    private static List<String> logOf(Deed deed) throws Exception {
        final PrintStream before = System.err;
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            deed.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("cr50-test: "))
                .toList();
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws Exception;
    }

    private static final class Patient implements Call {

        private boolean givesUp;
        private boolean sent;

        @Override
        public boolean isOver() {
            return givesUp && sent;
        }

        @Override
        public void sent() {
            sent = true;
        }
    }

    private final class Pool implements EntropyPool {

        @Override
        public String path() {
            return "/dev/random";
        }

        @Override
        public void add(byte[] bytes, int bits) throws ErrnoException {
            given.add(bytes);
            if (refusal.isPresent()) {
                throw new ErrnoException("ioctl RNDADDENTROPY", path(), refusal.get());
            }
            added.add(bytes.clone());
            credits.add(bits);
        }
    }
}
