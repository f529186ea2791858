// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Runs code as somebody to whom permissions apply. Root, whom no mode refuses, becomes nobody for one thread: user ids
 * belong to the thread as far as the kernel is concerned, only the C library's functions change them for all of a process.
 */
final class Unprivileged {

    private static final int NOBODY = 65534;

    private Unprivileged() {}

    private static final class Libc {

        native int geteuid();

        native long syscall(long number, long a, long b, long c);
    }

    static <T> T call(Callable<T> code) throws Exception {
        final FutureTask<T> task = new FutureTask<>(() -> {
            Native.register(Libc.class, NativeLibrary.getInstance("c"));
            final Libc libc = new Libc();
            if (libc.geteuid() == 0 && libc.syscall(setresuid(), NOBODY, NOBODY, NOBODY) != 0) {
                throw new IllegalStateException("setresuid: " + Native.getLastError());
            }
            return code.call();
        });
        final Thread thread = new Thread(task, "unprivileged");
        thread.start();
        thread.join();
        return task.get();
    }

    // Linux arch/x86/entry/syscalls/syscall_64.tbl, and include/uapi/asm-generic/unistd.h for the others
    private static int setresuid() {
        return "amd64".equals(System.getProperty("os.arch")) ? 117 : 147;
    }
}
