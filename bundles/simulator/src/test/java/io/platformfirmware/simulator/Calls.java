// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;

/** One system call at a time on one open channel, each with its outcome as text: a number, or the symbol of the error. */
final class Calls implements AutoCloseable {

    private final SimulatedUpdateDevice device;
    private final CharChannel channel;

    private Calls(SimulatedUpdateDevice device, CharChannel channel) {
        this.device = device;
        this.channel = channel;
    }

    static Calls on(SimulatedUpdateDevice device) throws ErrnoException {
        return on(device, Access.READ_WRITE);
    }

    static Calls on(SimulatedUpdateDevice device, Access access) throws ErrnoException {
        return new Calls(device, device.open(access));
    }

    CharChannel channel() {
        return channel;
    }

    /** A number that is the length of what was written shows as {@code length}. */
    String write(byte[] bytes) {
        final String outcome = outcome(() -> channel.write(bytes));
        return outcome.equals(Integer.toString(bytes.length)) ? "length" : outcome;
    }

    /** With the status and the extended status, which the kernel does not tell. */
    String stage() {
        return start(UpdateDriver.STAGE);
    }

    String activate() {
        return start(UpdateDriver.ACTIVATE);
    }

    String stageAndActivate() {
        return start(UpdateDriver.STAGE_ACTIVATE);
    }

    String queryCapability() {
        return ioctl(UpdateDriver.QUERY_CAP, new byte[PlatformCapability.SIZE]);
    }

    String setRevision(int revision) {
        return ioctl(UpdateDriver.SET_REV, new byte[] {
            (byte) revision, (byte) (revision >>> 8), (byte) (revision >>> 16), (byte) (revision >>> 24)
        });
    }

    String ioctl(int request) {
        return outcome(() -> channel.ioctl(request));
    }

    String ioctl(int request, byte[] argument) {
        return outcome(() -> channel.ioctl(request, argument));
    }

    String map(long length) {
        return outcome(() -> {
            channel.map(length).close();
            return 0;
        });
    }

    String lock() {
        return outcome(() -> channel.tryLock() ? 1 : 0);
    }

    @Override
    public void close() {
        channel.close();
    }

    private String start(int request) {
        final String outcome = ioctl(request);
        return device.firmware()
                .lastStatus(FirmwareFunction.START)
                .filter(status -> !status.succeeded())
                .map(status -> String.format("%s %d/0x%X", outcome, status.status(), status.extStatus()))
                .orElse(outcome);
    }

    private static String outcome(Call call) {
        try {
            return Integer.toString(call.run());
        } catch (final ErrnoException e) {
            return Errno.symbol(e.number());
        }
    }

    private interface Call {
        int run() throws ErrnoException;
    }
}
