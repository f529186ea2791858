// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NativeAccessTest {

    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void loadsOnceAndOnlyWhenAsked() throws NativeUnavailableException {
        final NativeAccess natives = new NativeAccess(() -> {
            loads.incrementAndGet();
            return new FakeKernel();
        });
        assertThat(loads).hasValue(0);

        assertThat(natives.get()).isSameAs(natives.get());
        assertThat(loads).hasValue(1);
    }

    @Test
    void failsOnceAndForAll() {
        final NativeAccess natives = new NativeAccess(() -> {
            loads.incrementAndGet();
            throw new UnsatisfiedLinkError("/tmp/jna1.tmp: failed to map segment from shared object");
        });

        final Throwable first = catchThrowable(natives::get);

        assertThat(first)
                .isInstanceOf(NativeUnavailableException.class)
                .hasMessageStartingWith(
                        "native calls are not available: /tmp/jna1.tmp: failed to map segment from shared"
                                + " object. ")
                .hasMessageContaining("noexec")
                .hasMessageContaining("jna.tmpdir")
                .hasCauseInstanceOf(UnsatisfiedLinkError.class);
        assertThat(catchThrowable(natives::get)).isSameAs(first);
        assertThat(loads).hasValue(1);
    }

    @Test
    void givesTheFirstLineOfTheReason() {
        // as JNA words it when another version of its native part was found
        final NativeAccess natives = new NativeAccess(() -> {
            throw new Error("\n\nThere is an incompatible JNA native library installed\nExpected: 7\n");
        });

        assertThatExceptionOfType(NativeUnavailableException.class)
                .isThrownBy(natives::get)
                .withMessageStartingWith(
                        "native calls are not available: There is an incompatible JNA native library installed. ");
    }

    @Test
    void namesAnErrorWithoutAMessage() {
        final NativeAccess natives = new NativeAccess(() -> {
            throw new ExceptionInInitializerError();
        });

        assertThatExceptionOfType(NativeUnavailableException.class)
                .isThrownBy(natives::get)
                .withMessageStartingWith("native calls are not available: java.lang.ExceptionInInitializerError. ");
    }

    @Test
    void letsAnErrorOfTheJvmPass() {
        final NativeAccess natives = new NativeAccess(() -> {
            throw new OutOfMemoryError();
        });

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(natives::get);
    }

    /** A JVM of its own, because JNA can fail to load only once in each. */
    @Test
    void explainsAFolderThatJnaCanNotUse() throws Exception {
        final Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djna.tmpdir=/proc/nowhere",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loading.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        child.getOutputStream().close();

        assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("native calls are not available: ")
                .contains("JNA temporary directory '/proc/nowhere' does not exist")
                .contains("set the system property jna.tmpdir")
                .hasLineCount(1);
        assertThat(child.waitFor()).isZero();
    }

    /** Prints the message of a failure to load. */
    static final class Loading {

        private Loading() {}

        /**
         * Loads.
         *
         * @param arguments none
         */
        public static void main(String[] arguments) {
            try {
                new NativeAccess(() -> JnaKernel.load(new RecordingLogger())).get();
                System.out.println("loaded");
            } catch (NativeUnavailableException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
