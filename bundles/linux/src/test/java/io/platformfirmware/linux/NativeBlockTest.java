// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.platformfirmware.device.ErrnoException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory of this process where nothing can go wrong with it, and of a fake kernel where it could. */
class NativeBlockTest {

    private final FakeKernel kernel = new FakeKernel();
    private final SystemCalls calls = new SystemCalls(kernel);

    @Test
    void keepsWhatIsPutIntoIt() throws ErrnoException {
        final SystemCalls real = new SystemCalls(JnaKernel.load(new RecordingLogger()));
        final byte[] bytes = new byte[25_000];
        final byte[] part = new byte[3];
        final byte[] all = new byte[25_000];

        try (NativeBlock block = real.allocate("/dev/x", 25_000)) {
            block.copy(0, all);
            assertThat(all).containsOnly(0);
            new Random(1).nextBytes(bytes);
            block.put(bytes);
            block.put(new byte[] {1, 2});
            block.copy(1, part);
            block.copy(0, all);
        }

        bytes[0] = 1;
        bytes[1] = 2;
        assertThat(part).containsExactly(2, bytes[2], bytes[3]);
        assertThat(all).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 33", "32, 1", "33, 0", "2147483647, 1", "1, 32"})
    void refusesWhatIsNotInIt(int offset, int length) throws ErrnoException {
        try (NativeBlock block = calls.allocate("/dev/x", 32)) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> block.copy(offset, new byte[length]));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> block.put(new byte[33]));
        }
    }

    @Test
    void freesOnceAndRefusesEverythingAfterwards() throws ErrnoException {
        final NativeBlock block = calls.allocate("/dev/x", 32);
        assertThat(block.address()).isEqualTo(FakeKernel.FIRST_BLOCK);
        assertThat(kernel.blocks()).containsExactly(32);

        block.close();
        block.close();

        assertThat(kernel.blocks()).isEmpty();
        assertThatIllegalStateException().isThrownBy(block::address).withMessage("the block is freed");
        assertThatIllegalStateException().isThrownBy(() -> block.put(new byte[1]));
        assertThatIllegalStateException().isThrownBy(() -> block.copy(0, new byte[1]));
    }
}
