// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.KernelLog;
import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelLogGap;
import io.platformfirmware.device.KernelMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The log of the simulated kernel, with the debug lines of its update driver, each of which can be switched on. Around each of them
 * stand lines of others that look like it: of another driver, of another device of the same driver, and one that a process wrote.
 *
 * <p>Safe for use by several threads.
 */
public final class SimulatedKernelLog implements KernelLog {

    private static final String PATH_OF_NODE = "simulated:/dev/kmsg";
    private static final String CONTROL = "simulated:/sys/kernel/debug/dynamic_debug/control";
    private static final String UPDATE_MODULE = "pfr_update";

    /** Levels with the facility in front (syslog(3)): KERN_DEBUG, KERN_INFO, and LOG_USER with LOG_WARNING. */
    private static final int KERNEL_DEBUG = 7;

    private static final int KERNEL_INFO = 6;
    private static final int USER_WARNING = 12;

    private static final int KEPT = 4096;
    private static final long MICROS_PER_MESSAGE = 10;

    /** The lines that are on, whoever switched them. */
    private final Set<DebugLine> on = EnumSet.noneOf(DebugLine.class);

    /** Those that the first recording switched on, and the last one switches off. */
    private final Set<DebugLine> switched = EnumSet.noneOf(DebugLine.class);

    private final List<KernelMessage> messages = new ArrayList<>();
    private final Set<Object> recordings = new HashSet<>();
    private KernelMessages texts = KernelMessages.LINUX_6_17;
    private Optional<KernelLogFault> fault = Optional.empty();
    private long next;

    /** A log in which nothing is, of a kernel whose debug lines are off and have the texts of Linux 6.17. */
    public SimulatedKernelLog() {}

    @Override
    public String path() {
        return PATH_OF_NODE;
    }

    /**
     * What its service carries.
     *
     * @return the service properties
     */
    public Map<String, Object> properties() {
        return Map.of(PATH, path(), KIND, KIND_KMSG, ID, "kmsg-sim", SIMULATED, true);
    }

    /**
     * Changes the simulated kernel.
     *
     * @param generation of the driver's texts
     * @param wrong what is wrong with the log; empty for nothing
     */
    public synchronized void settings(KernelMessages generation, Optional<KernelLogFault> wrong) {
        texts = generation;
        fault = wrong;
    }

    /**
     * Switches a line on or off, as somebody else would who looks into the driver.
     *
     * @param format of the line, without the line feed
     * @param printed whether it is printed from now on
     */
    public synchronized void flag(String format, boolean printed) {
        lines().stream()
                .filter(line -> line.format(texts).filter(format::equals).isPresent())
                .forEach(line -> flag(line, printed));
    }

    /**
     * The lines that are on.
     *
     * @return their formats, one for each line
     */
    public synchronized List<String> printed() {
        return lines().stream()
                .filter(on::contains)
                .map(line -> line.format(texts).orElseThrow())
                .toList();
    }

    /**
     * How many recordings are open.
     *
     * @return those that are not closed
     */
    public synchronized int openRecordings() {
        return recordings.size();
    }

    @Override
    public synchronized Recording record(String module) throws IOException {
        check(module);
        return new SimulatedRecording(formats());
    }

    @Override
    public synchronized void check(String module) throws IOException {
        if (!UPDATE_MODULE.equals(module)) {
            throw new IOException(CONTROL + ": " + module + " has no debug lines");
        }
        if (fault.isPresent()) {
            switch (fault.get()) {
                case ABSENT -> throw new ErrnoException("open", CONTROL, Errno.ENOENT);
                case READ_ONLY -> throw new ErrnoException("open", CONTROL, Errno.EROFS);
                case RESTRICTED -> throw new ErrnoException("open", CONTROL, Errno.EPERM);
                case WRAPPED, CUT -> {
                    // found out only by who reads
                }
            }
        }
    }

    /** A debug line of the driver, where it is on. */
    synchronized void debug(String device, DebugLine line, Object... values) {
        if (on.contains(line)) {
            line.format(texts).ifPresent(format -> print(device, String.format(format, values)));
        }
    }

    private void print(String device, String text) {
        log(KERNEL_INFO, "usb 1-1: Error Status:1", Map.of("SUBSYSTEM", "usb", "DEVICE", "c189:1"));
        log(KERNEL_DEBUG, UPDATE_MODULE + " INTC1080:63: Error Status:2", dictionary("INTC1080:63"));
        log(
                KERNEL_DEBUG,
                UPDATE_MODULE + " " + device + ": "
                        + (fault.filter(KernelLogFault.CUT::equals).isPresent()
                                ? text.substring(0, text.length() / 2)
                                : text),
                dictionary(device));
        log(USER_WARNING, UPDATE_MODULE + " " + device + ": Error Extended Status:3", Map.of());
    }

    private static Map<String, String> dictionary(String device) {
        return Map.of("SUBSYSTEM", "platform", "DEVICE", "+platform:" + device);
    }

    private void log(int priority, String text, Map<String, String> dictionary) {
        messages.add(new KernelMessage(
                priority, next, Duration.of(next * MICROS_PER_MESSAGE, ChronoUnit.MICROS), text, dictionary));
        next++;
        if (messages.size() > KEPT) {
            messages.remove(0);
        }
    }

    private List<DebugLine> lines() {
        return Arrays.stream(DebugLine.values())
                .filter(line -> line.format(texts).isPresent())
                .toList();
    }

    private Set<String> formats() {
        return lines().stream()
                .map(line -> line.format(texts).orElseThrow() + "\\n")
                .collect(Collectors.toUnmodifiableSet());
    }

    private void flag(DebugLine line, boolean printed) {
        if (printed) {
            on.add(line);
        } else {
            on.remove(line);
        }
    }

    private synchronized List<KernelLogEntry> since(long sequence) {
        final List<KernelLogEntry> entries = new ArrayList<>();
        messages.stream().filter(message -> message.sequence() >= sequence).forEach(entries::add);
        final boolean overwritten = !messages.isEmpty() && messages.get(0).sequence() > sequence;
        if (fault.filter(KernelLogFault.WRAPPED::equals).isPresent() && !entries.isEmpty()) {
            return List.of(new KernelLogGap(), entries.get(entries.size() - 1));
        }
        if (overwritten) {
            entries.add(0, new KernelLogGap());
        }
        return entries;
    }

    private void add(SimulatedRecording recording) {
        if (recordings.isEmpty()) {
            switched.addAll(EnumSet.allOf(DebugLine.class));
            switched.removeAll(on);
            on.addAll(switched);
        }
        recordings.add(recording);
    }

    private void remove(SimulatedRecording recording) {
        if (recordings.remove(recording) && recordings.isEmpty()) {
            on.removeAll(switched);
            switched.clear();
        }
    }

    private synchronized void checkLines(SimulatedRecording recording) throws IOException {
        checkOpen(recording);
        for (final DebugLine line : lines()) {
            if (!on.contains(line)) {
                throw new IOException(CONTROL + ": somebody switched off \""
                        + line.format(texts).orElseThrow() + "\"");
            }
        }
    }

    private void checkOpen(SimulatedRecording recording) throws ErrnoException {
        if (!recordings.contains(recording)) {
            throw new ErrnoException("read", path(), Errno.EBADF);
        }
    }

    private final class SimulatedRecording implements Recording {

        private final Set<String> formats;
        private long place;

        SimulatedRecording(Set<String> formats) {
            this.formats = formats;
            this.place = next;
            add(this);
        }

        @Override
        public Set<String> formats() {
            return formats;
        }

        @Override
        public List<KernelLogEntry> entries() throws ErrnoException {
            synchronized (SimulatedKernelLog.this) {
                checkOpen(this);
                final List<KernelLogEntry> entries = since(place);
                place = next;
                return entries;
            }
        }

        @Override
        public void checkLines() throws IOException {
            SimulatedKernelLog.this.checkLines(this);
        }

        @Override
        public void close() {
            synchronized (SimulatedKernelLog.this) {
                remove(this);
            }
        }
    }
}
