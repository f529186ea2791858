// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRingTest {

    private static final int SIZE = 4096;
    private static final long ADDRESS = 0x2_FFFF_F000L;

    private final LogRing ring = new LogRing(ADDRESS, SIZE, 0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsTheNewestBytesWhateverTheyAreAndHoweverTheyCome(long seed) {
        final Random random = new Random(seed);
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        while (written.size() < 7 * SIZE) {
            final byte[] piece = new byte[random.nextInt(random.nextBoolean() ? 40 : 3 * SIZE)];
            random.nextBytes(piece);
            ring.append(piece);
            written.writeBytes(piece);

            final LogDataInfo info = ring.info();
            assertThat(info.rollovers()).isEqualTo(written.size() / SIZE);
            assertThat(info.chunk2Size()).isEqualTo(written.size() % SIZE);
            assertThat(info.chunk1Size()).isEqualTo(written.size() < SIZE ? 0 : SIZE - written.size() % SIZE);
            assertThat(inOrder(info)).isEqualTo(newest(written.toByteArray()));
        }
    }

    @Test
    void emptyLog() {
        assertThat(ring.info()).isEqualTo(new LogDataInfo(SIZE, 0, 0, ADDRESS, 0, 0, 0));
    }

    @Test
    void beforeTheFirstRolloverThereIsNoChunk1() {
        ring.append(new byte[SIZE - 1]);
        assertThat(ring.info()).isEqualTo(new LogDataInfo(SIZE, 0, 0, ADDRESS, SIZE - 1, 0, 0));
    }

    @Test
    void justFullIsAllChunk1() {
        ring.append(new byte[SIZE]);
        assertThat(ring.info()).isEqualTo(new LogDataInfo(SIZE, ADDRESS, SIZE, ADDRESS, 0, 1, 0));
    }

    @Test
    void chunk1FollowsChunk2() {
        ring.append(new byte[2 * SIZE + 10]);
        assertThat(ring.info()).isEqualTo(new LogDataInfo(SIZE, ADDRESS + 10, SIZE - 10, ADDRESS, 10, 2, 0));
    }

    @Test
    void resetEmptiesTheLogButNotTheMemory() {
        final byte[] stale = new byte[SIZE + 100];
        Arrays.fill(stale, (byte) 'x');
        ring.append(stale);

        ring.reset();
        ring.append(new byte[] {'n', 'e', 'w'});

        assertThat(ring.info()).isEqualTo(new LogDataInfo(SIZE, 0, 0, ADDRESS, 3, 0, 1));
        final byte[] memory = new byte[SIZE];
        ring.read(0, memory);
        assertThat(new String(memory, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("newxx");
        assertThat(Arrays.copyOfRange(memory, 3, SIZE)).containsOnly('x');
    }

    @Test
    void readsAnyRange() {
        final byte[] bytes = new byte[SIZE - 1];
        new Random(0).nextBytes(bytes);
        ring.append(bytes);

        for (final int length : new int[] {0, 1, 63, 64, 65, 1000}) {
            final byte[] target = new byte[length];
            ring.read(77, target);
            assertThat(target).isEqualTo(Arrays.copyOfRange(bytes, 77, 77 + length));
        }
    }

    private byte[] inOrder(LogDataInfo info) {
        final byte[] memory = new byte[SIZE];
        ring.read(0, memory);
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        if (info.chunk1Size() > 0) {
            log.write(memory, (int) (info.chunk1Address() - info.chunk2Address()), (int) info.chunk1Size());
        }
        log.write(memory, 0, (int) info.chunk2Size());
        return log.toByteArray();
    }

    private static byte[] newest(byte[] written) {
        return Arrays.copyOfRange(written, Math.max(0, written.length - SIZE), written.length);
    }
}
