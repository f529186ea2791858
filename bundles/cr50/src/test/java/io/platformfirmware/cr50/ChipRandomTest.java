// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.ScriptedTpm;
import io.platformfirmware.tpm.SuspendMode;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A SecureRandom over a chip. */
final class ChipRandomTest {

    private static final int CHIP = 0x11;
    private static final int JVM = 0x22;

    @Test
    @DisplayName("A block is the hash of the seed, of the chip's bytes and of the JVM's")
    void block() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(CHIP), ChipSettings.defaults())) {
            final SecureRandom random = new ChipRandom(bench.service, new Constant());
            final byte[] expected = sha256(GetRandoms.filled(47, CHIP), GetRandoms.filled(32, JVM));

            assertThat(bytes(random, 32)).isEqualTo(expected);
            assertThat(bytes(random, 7)).isEqualTo(Arrays.copyOf(expected, 7));
            assertThat(bytes(random, 40)).startsWith(expected).endsWith(Arrays.copyOf(expected, 8));
            assertThat(random.generateSeed(32)).isEqualTo(expected);

            random.setSeed(new byte[] {1, 2, 3});
            final byte[] seed = sha256(new byte[] {1, 2, 3});
            assertThat(bytes(random, 32))
                    .isEqualTo(sha256(seed, GetRandoms.filled(47, CHIP), GetRandoms.filled(32, JVM)));
            random.setSeed(new byte[] {4});
            assertThat(bytes(random, 32))
                    .as("a seed is added")
                    .isEqualTo(sha256(
                            sha256(seed, new byte[] {4}), GetRandoms.filled(47, CHIP), GetRandoms.filled(32, JVM)));
        }
    }

    @ParameterizedTest
    @CsvSource({"1024, 32", "1023, 33", "700, 47", "512, 64", "8, 4096"})
    @DisplayName("The chip gives as many bytes as have 256 bits of entropy")
    void asManyBytesAsItTakes(String quality, int bytes) throws Exception {
        final ScriptedTpm tpm = GetRandoms.tpm(CHIP);
        try (Bench bench = Bench.with(tpm, ChipSettings.defaults(), "rngQuality", quality)) {
            bytes(new ChipRandom(bench.service), 1);
            assertThat(GetRandoms.counts(tpm).stream().mapToInt(count -> count).sum())
                    .isEqualTo(bytes);
        }
    }

    @Test
    @DisplayName("Also of a chip whose bytes are worth the least")
    void worstQuality() throws Exception {
        final ScriptedTpm tpm = GetRandoms.tpm(CHIP);
        try (Bench bench = Bench.with(tpm, ChipSettings.defaults(), "rngQuality", "1", "traceLength", "0")) {
            bytes(new ChipRandom(bench.service), 1);
            assertThat(GetRandoms.counts(tpm)).hasSize(512).containsOnly(64);
        }
    }

    @Test
    @DisplayName("A chip that always gives the same does not make it worse than the JVM's own")
    void chipThatRepeatsItself() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(0), ChipSettings.defaults())) {
            final SecureRandom random = new ChipRandom(bench.service);
            final Set<BigInteger> seen = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                assertThat(seen.add(new BigInteger(bytes(random, 32)))).isTrue();
            }
        }
    }

    @Test
    @DisplayName("Used by several threads")
    void threads() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(CHIP), ChipSettings.defaults())) {
            final SecureRandom random = new ChipRandom(bench.service);
            final Callable<List<BigInteger>> taker = () -> IntStream.range(0, 50)
                    .mapToObj(i -> {
                        random.setSeed(i);
                        return new BigInteger(bytes(random, 33));
                    })
                    .toList();
            final ExecutorService takers = Executors.newFixedThreadPool(4);
            final Set<BigInteger> seen = new HashSet<>();
            for (final Future<List<BigInteger>> taken : takers.invokeAll(List.of(taker, taker, taker, taker))) {
                seen.addAll(taken.get());
            }
            takers.shutdown();
            assertThat(seen).hasSize(200);
        }
    }

    @Test
    @DisplayName("What the JDK makes of it")
    void asTheJdkUsesIt() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(CHIP), ChipSettings.defaults())) {
            final SecureRandom random = new ChipRandom(bench.service);
            assertThat(random.nextInt(10)).isBetween(0, 9);
            assertThat(new BigInteger(256, random).bitLength()).isLessThanOrEqualTo(256);
            assertThat(random.ints(5).count()).isEqualTo(5);
            assertThat(random.getAlgorithm()).isEqualTo("TPM2_GetRandom");
            assertThat(random).hasToString(Bench.ID);
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(random));
        }
    }

    @Test
    @DisplayName("Without the chip there are no bytes, but the reason")
    void withoutTheChip() throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(CHIP), ChipSettings.defaults())) {
            final SecureRandom random = new ChipRandom(bench.service);
            bytes(random, 1);
            bench.service.suspend(SuspendMode.CHIP_STAYS_POWERED);
            fails(random, FailureReason.SUSPENDED);
            bench.service.resume();
            bytes(random, 1);
            bench.service.detach();
            fails(random, FailureReason.DEVICE_GONE);
            bench.service.attach(bench.chip.spi(), true);
            bytes(random, 1);
            bench.service.close();
            fails(random, FailureReason.DEVICE_GONE);
        }
    }

    @Test
    @DisplayName("The TPM refuses: no bytes")
    void tpmThatRefuses() throws Exception {
        try (Bench bench = Bench.with(new ScriptedTpm(command -> GetRandoms.error(0x101)), ChipSettings.defaults())) {
            fails(new ChipRandom(bench.service), FailureReason.FIRMWARE_REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64})
    @DisplayName("A chip without entropy: no bytes, however many are wanted, but for none")
    void noQuality(int count) throws Exception {
        try (Bench bench = Bench.with(GetRandoms.tpm(CHIP), ChipSettings.defaults(), "rngQuality", "0")) {
            final SecureRandom random = new ChipRandom(bench.service);
            if (count == 0) {
                assertThat(bytes(random, count)).isEmpty();
            } else {
                assertThatExceptionOfType(ProviderException.class)
                        .isThrownBy(() -> bytes(random, count))
                        .withMessageContaining("rngQuality = 0");
            }
        }
    }

    private static void fails(SecureRandom random, FailureReason reason) {
        for (final Runnable use :
                List.<Runnable>of(() -> bytes(random, 1), () -> random.generateSeed(1), () -> random.nextLong())) {
            assertThatExceptionOfType(ProviderException.class)
                    .isThrownBy(use::run)
                    .withMessageStartingWith(Bench.ID + ": ")
                    .withCauseInstanceOf(FirmwareException.class)
                    .satisfies(e -> assertThat(((FirmwareException) e.getCause()).reason())
                            .isEqualTo(reason));
        }
    }

    private static byte[] bytes(SecureRandom random, int count) {
        final byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        final MessageDigest hash = MessageDigest.getInstance("SHA-256");
        for (final byte[] part : parts) {
            hash.update(part);
        }
        return hash.digest();
    }

    /** In place of the JVM's own. */
    private static final class Constant extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) JVM);
        }
    }
}
