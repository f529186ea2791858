// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.util.function.Supplier;

/**
 * System calls, loaded when they are first asked for, so that a bundle that needs none loads no native code. What the
 * first attempt gave stays: a class that failed to initialise never recovers within a JVM.
 *
 * <p>Safe for use by several threads.
 */
final class NativeAccess {

    private static final String REMEDY = "JNA unpacks its native part into a temporary folder, ~/.cache/JNA/temp unless"
            + " told otherwise, which must exist, be writable and not be mounted noexec: set the system property jna.tmpdir"
            + " to such a folder (in Karaf: etc/system.properties) and restart";

    private final Supplier<Kernel> loader;
    private SystemCalls calls;
    private NativeUnavailableException failure;

    /**
     * Nothing loaded yet.
     *
     * @param loader loads native code; fails with an {@link Error}
     */
    NativeAccess(Supplier<Kernel> loader) {
        this.loader = loader;
    }

    /**
     * The system calls of this machine.
     *
     * @return the same object each time
     * @throws NativeUnavailableException where native code can not be loaded; the same each time
     */
    synchronized SystemCalls get() throws NativeUnavailableException {
        if (failure != null) {
            throw failure;
        }
        if (calls == null) {
            calls = load();
        }
        return calls;
    }

    private SystemCalls load() throws NativeUnavailableException {
        try {
            return new SystemCalls(loader.get());
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            // JNA reports a wrong version of its native part by a plain Error, all else by LinkageError
            failure = new NativeUnavailableException("native calls are not available: " + reason(e) + ". " + REMEDY, e);
            throw failure;
        }
    }

    private static String reason(Error error) {
        final String message = error.getMessage();
        return message == null || message.isBlank()
                ? error.toString()
                : message.strip().lines().findFirst().orElseThrow();
    }
}
