// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Errno;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel with a log and a control file of dynamic debug, which does what it is told in Linux's own words. What is opened and not
 * closed is counted.
 */
final class FakeKernelLog implements Kernel {

    static final String KMSG = "/dev/kmsg";
    static final String PROC = "/proc/dynamic_debug/control";
    static final String DEBUGFS = "/sys/kernel/debug/dynamic_debug/control";

    private static final Pattern COMMAND = Pattern.compile("module (\\S+) file (\\S+) line (\\d+) func (\\S+) ([+-])p");

    private final Map<String, Integer> refused = new HashMap<>();
    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Deque<Object> messages = new ArrayDeque<>();
    private final TreeMap<Integer, String> open = new TreeMap<>();
    private final Map<Integer, Boolean> readToItsEnd = new HashMap<>();
    private final List<String> commands = new ArrayList<>();
    private final Set<Integer> refusedCommands = new HashSet<>();
    private final Set<Integer> brokenCommands = new HashSet<>();
    private boolean deaf;
    private boolean nonBlocking;
    private boolean atItsEnd;

    /** A line of the control file, from its file to its function, with flags and the rest. */
    FakeKernelLog with(String where, String flags, String format) {
        lines.put(where, flags + " \"" + format + "\"");
        return this;
    }

    /** From here on the file can not be opened. */
    FakeKernelLog refusing(String path, Errno errno) {
        refused.put(path, errno.number());
        return this;
    }

    /** Commands that are not taken, counted from 0. */
    FakeKernelLog refusingCommands(Integer... numbers) {
        refusedCommands.addAll(List.of(numbers));
        return this;
    }

    /** Commands at which the native code fails, counted from 0. */
    FakeKernelLog breakingAtCommands(Integer... numbers) {
        brokenCommands.addAll(List.of(numbers));
        return this;
    }

    /** Somebody else switches a line that this kernel has. */
    FakeKernelLog switching(String where, boolean on) {
        lines.computeIfPresent(where, (line, rest) -> flagged(rest, on));
        return this;
    }

    /** Commands have no effect, as those for lines that do not exist. */
    FakeKernelLog deaf() {
        deaf = true;
        return this;
    }

    /** Logs a message that is a record of /dev/kmsg. */
    FakeKernelLog logs(String record) {
        messages.add(record.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** What read(2) answers in place of the next message. */
    FakeKernelLog answers(Errno errno) {
        messages.add(errno);
        return this;
    }

    String flags(String where) {
        return lines.get(where).split(" ")[0];
    }

    List<String> commands() {
        return List.copyOf(commands);
    }

    List<String> openFiles() {
        return List.copyOf(open.values());
    }

    int waiting() {
        return messages.size();
    }

    @Override
    public int open(byte[] path, int flags) {
        final String name = new String(path, 0, path.length - 1, StandardCharsets.UTF_8);
        if (refused.containsKey(name)) {
            return -refused.get(name);
        }
        final int fd = open.isEmpty() ? 3 : open.lastKey() + 1;
        open.put(fd, name);
        return fd;
    }

    @Override
    public int close(int fd) {
        if (open.remove(fd) == null) {
            throw new AssertionError("closed twice: " + fd);
        }
        readToItsEnd.remove(fd);
        return 0;
    }

    @Override
    public int read(int fd, byte[] target) {
        return KMSG.equals(open.get(fd)) ? readMessage(target) : readControl(fd, target);
    }

    private int readMessage(byte[] target) {
        if (!nonBlocking) {
            throw new AssertionError("would wait");
        }
        if (!atItsEnd) {
            throw new AssertionError("reads what was before");
        }
        final Object next = messages.poll();
        if (next == null) {
            return -Errno.EAGAIN.number();
        }
        if (next instanceof Errno errno) {
            return -errno.number();
        }
        final byte[] message = (byte[]) next;
        System.arraycopy(message, 0, target, 0, message.length);
        return message.length;
    }

    private int readControl(int fd, byte[] target) {
        if (readToItsEnd.getOrDefault(fd, false)) {
            return 0;
        }
        readToItsEnd.put(fd, true);
        final StringBuilder text = new StringBuilder("# filename:lineno [module]function flags format\n");
        lines.forEach(
                (where, rest) -> text.append(where).append(" =").append(rest).append('\n'));
        final byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, target, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        if (KMSG.equals(open.get(fd))) {
            if (whence != 2) {
                throw new AssertionError("whence " + whence);
            }
            messages.clear();
            atItsEnd = true;
        } else {
            readToItsEnd.remove(fd);
        }
        return 0;
    }

    @Override
    public int write(int fd, byte[] bytes) {
        final String command = new String(bytes, StandardCharsets.UTF_8);
        commands.add(command);
        if (brokenCommands.contains(commands.size() - 1)) {
            throw new IllegalStateException("broken");
        }
        if (refusedCommands.contains(commands.size() - 1)) {
            return -Errno.EPERM.number();
        }
        final Matcher matcher = COMMAND.matcher(command);
        if (!matcher.matches() || open.get(fd).equals(KMSG)) {
            return -Errno.EINVAL.number();
        }
        final String where =
                matcher.group(2) + ":" + matcher.group(3) + " [" + matcher.group(1) + "]" + matcher.group(4);
        if (!deaf) {
            switching(where, matcher.group(5).equals("+"));
        }
        return bytes.length;
    }

    private static String flagged(String rest, boolean on) {
        final String flags = rest.split(" ")[0].replace("_", "").replace("p", "");
        final String now = on ? "p" + flags : flags.isEmpty() ? "_" : flags;
        return now + rest.substring(rest.indexOf(' '));
    }

    @Override
    public int fcntl(int fd, int command, long argument) {
        nonBlocking |= argument == 0x800;
        return 0;
    }

    @Override
    public int flock(int fd, int operation) {
        return 0;
    }

    @Override
    public int ioctl(int fd, int request) {
        throw new AssertionError("ioctl");
    }

    @Override
    public int ioctl(int fd, int request, byte[] argument) {
        throw new AssertionError("ioctl");
    }

    @Override
    public int ioctl(int fd, int request, long address) {
        throw new AssertionError("ioctl");
    }

    @Override
    public long allocate(long size) {
        throw new AssertionError("allocate");
    }

    @Override
    public void free(long address) {
        throw new AssertionError("free");
    }

    @Override
    public void put(long address, byte[] source) {
        throw new AssertionError("put");
    }

    @Override
    public long mmap(int fd, long length, int protection, int flags) {
        throw new AssertionError("mmap");
    }

    @Override
    public void copy(long address, byte[] target) {
        throw new AssertionError("copy");
    }

    @Override
    public int munmap(long address, long length) {
        throw new AssertionError("munmap");
    }

    @Override
    public int poll(int fd, int events, long timeoutNanos) {
        throw new AssertionError("poll");
    }

    @Override
    public long clock(int clock) {
        throw new AssertionError("clock");
    }
}
