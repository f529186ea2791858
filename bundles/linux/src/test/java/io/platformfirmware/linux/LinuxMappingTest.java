// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.platformfirmware.device.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mappings that this machine's kernel made, of a file and of a device. A read of memory that is not mapped would end this
 * JVM. Each test also leaves the file unmapped.
 */
class LinuxMappingTest {

    /** Several pages and a bit, whether a page has 4 or 64 KiB. */
    private static final int SIZE = 200_003;

    private static final int READERS = 4;

    @TempDir
    private Path folder;

    private final SystemCalls calls = new SystemCalls(JnaKernel.load(new RecordingLogger()));
    private final byte[] content = new byte[SIZE];
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        new Random(1).nextBytes(content);
        file = Files.write(folder.resolve("file"), content);
    }

    @AfterEach
    void leavesNoMapping() {
        assertThat(Descriptors.mappings(file)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, 1",
        "0, 200003",
        "1, 200002",
        "4095, 2",
        "4096, 4096",
        "65535, 65538",
        "200002, 1",
        "200000, 3",
        "200003, 0"
    })
    void readsWhatTheFileHas(int offset, int length) throws ErrnoException {
        final byte[] bytes = new byte[length];

        try (LinuxMapping mapping = map(file)) {
            mapping.read(offset, bytes);
            assertThat(mapping.size()).isEqualTo(SIZE);
        }

        assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
    }

    @Test
    void readsZerosOfADevice() throws ErrnoException {
        final byte[] bytes = content.clone();

        try (LinuxMapping mapping = map(Path.of("/dev/zero"))) {
            mapping.read(0, bytes);
        }

        assertThat(bytes).containsOnly(0);
    }

    /** The kernel fills the last page up with zeros, which are no part of the mapping. */
    @ParameterizedTest
    @CsvSource({
        "-1, 1",
        "-1, 0",
        "200003, 1",
        "200002, 2",
        "0, 200004",
        "200004, 0",
        "9223372036854775807, 1",
        "9223372036854775806, 200003",
        "-9223372036854775808, 1"
    })
    void refusesWhatIsNotMapped(long offset, int length) throws ErrnoException {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        final byte[] untouched = bytes.clone();

        for (final Path path : List.of(file, Path.of("/dev/zero"))) {
            try (LinuxMapping mapping = map(path)) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> mapping.read(offset, bytes));
            }
        }

        assertThat(bytes).isEqualTo(untouched);
    }

    @ParameterizedTest
    @ValueSource(ints = {SystemCalls.READ_ONLY, SystemCalls.READ_WRITE})
    void isSharedAndCanNotBeWrittenTo(int access) throws ErrnoException {
        try (LinuxMapping mapping = map(file, access)) {
            assertThat(Descriptors.permissions(file)).containsExactly("r--s");
            mapping.read(0, new byte[SIZE]);
        }
        assertThat(Descriptors.permissions(file)).isEmpty();
    }

    @Test
    void refusesToReadWhenClosed() throws ErrnoException {
        final byte[] bytes = {1, 2, 3};
        for (final Path path : List.of(file, Path.of("/dev/zero"))) {
            final LinuxMapping mapping = map(path);
            mapping.close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> mapping.read(0, bytes))
                    .withMessage("the mapping is closed");
            assertThatIllegalStateException().isThrownBy(() -> mapping.read(SIZE, new byte[0]));
            assertThat(mapping.size()).isEqualTo(SIZE);
        }
        assertThat(bytes).containsExactly(1, 2, 3);
    }

    @Test
    void unmapsOnce() {
        final FakeKernel kernel = new FakeKernel();
        final LinuxMapping mapping = new LinuxMapping(kernel, 4096, 100);

        mapping.close();
        mapping.close();

        assertThat(kernel.asked()).containsExactly("munmap 4096 100");
    }

    /** The kernel gives the address that became free to the next one who asks. */
    @Test
    void leavesAMappingAloneThatTookItsPlace() throws ErrnoException {
        final byte[] bytes = new byte[SIZE];
        final LinuxMapping first = map(file);
        first.close();

        try (LinuxMapping second = map(file)) {
            first.close();
            assertThatIllegalStateException().isThrownBy(() -> first.read(0, new byte[1]));
            assertThat(Descriptors.mappings(file)).isEqualTo(1);
            second.read(0, bytes);
        }

        assertThat(bytes).isEqualTo(content);
    }

    @Test
    void keepsMappingsOfOneFileApart() throws ErrnoException {
        final byte[] bytes = new byte[SIZE];

        try (LinuxMapping second = map(file)) {
            try (LinuxMapping first = map(file)) {
                assertThat(Descriptors.mappings(file)).isEqualTo(2);
                first.read(0, new byte[1]);
            }
            assertThat(Descriptors.mappings(file)).isEqualTo(1);
            second.read(0, bytes);
        }

        assertThat(bytes).isEqualTo(content);
    }

    @RepeatedTest(50)
    void survivesACloseWhileOthersRead() throws Exception {
        final CountDownLatch allRead = new CountDownLatch(READERS);
        final AtomicInteger wrong = new AtomicInteger();
        final LinuxMapping mapping = map(file);
        final List<CompletableFuture<String>> ends = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            ends.add(async(() -> readUntilRefused(mapping, allRead, wrong)));
        }
        assertThat(allRead.await(30, TimeUnit.SECONDS)).isTrue();

        final CompletableFuture<Void> otherClose =
                CompletableFuture.runAsync(mapping::close, task -> new Thread(task, "closer").start());
        mapping.close();

        // whoever closes, nothing is mapped when close returns
        assertThat(Descriptors.mappings(file)).isZero();
        for (final CompletableFuture<String> end : ends) {
            assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo("the mapping is closed");
        }
        otherClose.get(30, TimeUnit.SECONDS);
        assertThat(wrong).hasValue(0);
    }

    private String readUntilRefused(LinuxMapping mapping, CountDownLatch allRead, AtomicInteger wrong) {
        final byte[] bytes = new byte[10_007];
        int offset = 0;
        try {
            while (true) {
                mapping.read(offset, bytes);
                if (!Arrays.equals(bytes, 0, bytes.length, content, offset, offset + bytes.length)) {
                    wrong.incrementAndGet();
                }
                allRead.countDown();
                offset = (offset + bytes.length) % (SIZE - bytes.length);
            }
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    private static CompletableFuture<String> async(Supplier<String> code) {
        return CompletableFuture.supplyAsync(code, task -> new Thread(task, "reader").start());
    }

    private LinuxMapping map(Path path) throws ErrnoException {
        return map(path, SystemCalls.READ_ONLY);
    }

    private LinuxMapping map(Path path, int access) throws ErrnoException {
        final int fd = calls.open(path.toString(), access);
        try {
            return calls.map(fd, path.toString(), SIZE);
        } finally {
            calls.close(fd);
        }
    }
}
