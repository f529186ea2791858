// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.platformfirmware.device.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxMappingTest {

    private static final int SIZE = 1 << 20;

    private final SystemCalls calls = new SystemCalls(JnaKernel.load(new RecordingLogger()));

    @Test
    void readsMappedZeros() throws ErrnoException {
        final byte[] bytes = {1, 2, 3};

        try (LinuxMapping mapping = zeros()) {
            mapping.read(SIZE - 3, bytes);
            mapping.read(SIZE, new byte[0]);
        }

        assertThat(bytes).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1",
        "1048576, 1",
        "1048575, 2",
        "0, 1048577",
        "1048577, 0",
        "9223372036854775807, 1",
        "-9223372036854775808, 1"
    })
    void refusesWhatIsNotMapped(long offset, int length) throws ErrnoException {
        try (LinuxMapping mapping = zeros()) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> mapping.read(offset, new byte[length]));
        }
    }

    @Test
    void refusesToReadWhenClosed() throws ErrnoException {
        final LinuxMapping mapping = zeros();
        mapping.close();

        assertThatIllegalStateException().isThrownBy(() -> mapping.read(0, new byte[1]));
        assertThat(mapping.size()).isEqualTo(SIZE);
    }

    @Test
    void unmapsOnce() {
        final FakeKernel kernel = new FakeKernel();
        final LinuxMapping mapping = new LinuxMapping(kernel, 4096, 100);

        mapping.close();
        mapping.close();

        assertThat(kernel.asked()).containsExactly("munmap 4096 100");
    }

    /** A read of memory that is not mapped would end this JVM. */
    @RepeatedTest(50)
    void survivesACloseWhileOthersRead() throws Exception {
        final int readers = 4;
        final CountDownLatch allRead = new CountDownLatch(readers);
        final List<CompletableFuture<String>> ends = new ArrayList<>();
        final LinuxMapping mapping = zeros();
        for (int i = 0; i < readers; i++) {
            ends.add(CompletableFuture.supplyAsync(
                    () -> readUntilRefused(mapping, allRead), task -> new Thread(task, "reader").start()));
        }
        assertThat(allRead.await(30, TimeUnit.SECONDS)).isTrue();

        mapping.close();

        for (final CompletableFuture<String> end : ends) {
            assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("the mapping is closed");
        }
    }

    private static String readUntilRefused(LinuxMapping mapping, CountDownLatch allRead) {
        final byte[] bytes = new byte[SIZE / 16];
        try {
            mapping.read(0, bytes);
            allRead.countDown();
            for (long offset = 0; ; offset = (offset + bytes.length) % SIZE) {
                mapping.read(offset, bytes);
            }
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    private LinuxMapping zeros() throws ErrnoException {
        final int fd = calls.open("/dev/zero", SystemCalls.READ_ONLY);
        try {
            return calls.map(fd, "/dev/zero", SIZE);
        } finally {
            calls.close(fd);
        }
    }
}
