// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The debug lines of the kernel and the file that switches them (Linux Documentation/admin-guide/dynamic-debug-howto.rst,
 * lib/dynamic_debug.c). Kernels since 5.7 have the file in procfs, too, where neither an absent debugfs nor lockdown stands in its
 * way: that one goes first.
 *
 * <p>Lines that several want at a time are switched on for the first and off behind the last. Safe for use by several threads.
 */
final class DynamicDebug {

    /** Where the file may be, in this order. */
    static final List<String> CONTROL_FILES =
            List.of("/proc/dynamic_debug/control", "/sys/kernel/debug/dynamic_debug/control");

    private static final int CHUNK = 64 << 10;

    /** Bytes; the file of a large kernel has less than a tenth of it. */
    private static final int MAX_SIZE = 16 << 20;

    private final SystemCalls calls;

    /** By module. */
    private final Map<String, Switched> inUse = new HashMap<>();

    /**
     * The kernel's.
     *
     * @param calls does the system calls
     */
    DynamicDebug(SystemCalls calls) {
        this.calls = calls;
    }

    /**
     * Switches on the lines of a module that are off.
     *
     * @param module which
     * @return lines that are on until the caller closes it
     * @throws IOException when it can not be done; nothing is switched on then
     */
    synchronized Lines switchOn(String module) throws IOException {
        Switched switched = inUse.get(module);
        if (switched == null) {
            switched = switchedOn(module);
            inUse.put(module, switched);
        }
        switched.users++;
        return new Lines(module, switched);
    }

    private synchronized void checkStillOn(String module, Control control) throws IOException {
        final List<DebugLine> off = off(control, module);
        if (!off.isEmpty()) {
            throw new IOException(
                    control.path() + ": somebody switched off " + off.get(0).place());
        }
    }

    private synchronized void release(String module) throws IOException {
        final Switched switched = inUse.get(module);
        switched.users--;
        if (switched.users == 0) {
            inUse.remove(module);
            switched.switchOff(calls);
        }
    }

    private Switched switchedOn(String module) throws IOException {
        final Control control = open(module);
        final List<DebugLine> switched = new ArrayList<>();
        try {
            final List<DebugLine> lines = lines(control, module);
            final Switched result = new Switched(control, formats(lines), switched);
            for (final DebugLine line : lines) {
                if (!line.isPrinted()) {
                    switched.add(line);
                    control.write(calls, line.switchOn());
                }
            }
            checkPrinted(control, module);
            return result;
        } catch (IOException | RuntimeException e) {
            undo(new Switched(control, Set.of(), switched), e);
            throw e;
        }
    }

    /**
     * Whether {@link #switchOn} would work, as far as that can be told without doing it.
     *
     * @param module which
     * @throws IOException as {@link #switchOn} would throw
     */
    void check(String module) throws IOException {
        final Control control = open(module);
        try {
            lines(control, module);
        } finally {
            calls.close(control.fd());
        }
    }

    private void undo(Switched switched, Exception reason) {
        try {
            switched.switchOff(calls);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** The kernel takes a command for a line that it does not have without a word. */
    private void checkPrinted(Control control, String module) throws IOException {
        final List<DebugLine> off = off(control, module);
        if (!off.isEmpty()) {
            throw new IOException(control.path() + ": the kernel did not switch on "
                    + off.get(0).place());
        }
    }

    private List<DebugLine> off(Control control, String module) throws IOException {
        calls.seekStart(control.fd(), control.path());
        return lines(control, module).stream().filter(line -> !line.isPrinted()).toList();
    }

    private static Set<String> formats(List<DebugLine> lines) {
        return lines.stream().map(DebugLine::format).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Control open(String module) throws IOException {
        final List<String> reasons = new ArrayList<>();
        final List<ErrnoException> failures = new ArrayList<>();
        for (final String path : CONTROL_FILES) {
            try {
                return new Control(path, calls.open(path, SystemCalls.READ_WRITE));
            } catch (ErrnoException e) {
                failures.add(e);
                reasons.add(e.getMessage() + why(e));
            }
        }
        final IOException failure = new IOException(
                "the debug lines of " + module + " can not be switched on: " + String.join("; ", reasons));
        failures.forEach(failure::addSuppressed);
        throw failure;
    }

    private static String why(ErrnoException e) {
        if (e.is(Errno.ENOENT)) {
            return " (not mounted, or a kernel without CONFIG_DYNAMIC_DEBUG)";
        }
        if (e.is(Errno.EACCES)) {
            return " (this needs root)";
        }
        if (e.is(Errno.EPERM)) {
            return " (the kernel is locked down, or this process may not)";
        }
        return "";
    }

    private List<DebugLine> lines(Control control, String module) throws IOException {
        final List<DebugLine> lines = control.read(calls)
                .lines()
                .flatMap(line -> DebugLine.parse(line).stream())
                .filter(line -> line.module().equals(module))
                .toList();
        if (lines.isEmpty()) {
            throw new IOException(control.path() + ": " + module
                    + " has no debug lines: it is not loaded, or the kernel was built without CONFIG_DYNAMIC_DEBUG");
        }
        return lines;
    }

    /** The file, open as long as lines are switched on: a lock down that comes meanwhile can not keep them on. */
    private record Control(String path, int fd) {

        String read(SystemCalls calls) throws IOException {
            final ByteArrayOutputStream text = new ByteArrayOutputStream();
            final byte[] chunk = new byte[CHUNK];
            int length = calls.read(fd, path, chunk);
            while (length > 0) {
                text.write(chunk, 0, length);
                if (text.size() > MAX_SIZE) {
                    throw new IOException(path + ": more than " + MAX_SIZE + " bytes");
                }
                length = calls.read(fd, path, chunk);
            }
            return text.toString(StandardCharsets.UTF_8);
        }

        /** The driver of the file takes all of it or nothing. */
        void write(SystemCalls calls, String command) throws ErrnoException {
            calls.write(fd, path, command.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What was switched on of a module, and for how many. */
    private static final class Switched {

        private final Control control;
        private final Set<String> formats;
        private final List<DebugLine> lines;
        private int users;

        Switched(Control control, Set<String> formats, List<DebugLine> lines) {
            this.control = control;
            this.formats = formats;
            this.lines = lines;
        }

        /** Switches off each line, also when one of them fails. */
        void switchOff(SystemCalls calls) throws IOException {
            final List<Exception> failures = new ArrayList<>();
            for (final DebugLine line : lines) {
                try {
                    control.write(calls, line.switchOff());
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            }
            calls.close(control.fd());
            if (!failures.isEmpty()) {
                throw new IOException(
                        failures.size() + " of " + lines.size() + " debug lines could not be switched off again",
                        failures.get(0));
            }
        }
    }

    /** Lines that are on for somebody. Used by one thread at a time. */
    final class Lines implements AutoCloseable {

        private final String module;
        private final Switched switched;
        private boolean closed;

        private Lines(String module, Switched switched) {
            this.module = module;
            this.switched = switched;
        }

        /**
         * What the module may say.
         *
         * @return the formats of all its lines
         */
        Set<String> formats() {
            return switched.formats;
        }

        /**
         * Whether all of them are on now.
         *
         * @throws IOException when one is off, and when that can not be read
         */
        void check() throws IOException {
            if (closed) {
                throw new ErrnoException("read", switched.control.path(), Errno.EBADF);
            }
            checkStillOn(module, switched.control);
        }

        /** Not wanted any more. */
        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                release(module);
            }
        }
    }
}
