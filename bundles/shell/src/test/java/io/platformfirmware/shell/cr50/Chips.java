// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.Karaf;
import io.platformfirmware.shell.completion.Cr50DeviceCompleter;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.tpm.LinkTransaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The scope cr50 with one chip, all fakes. */
final class Chips {

    final Karaf karaf = new Karaf(
            List.of(
                    ListCommand.class,
                    InfoCommand.class,
                    RandomCommand.class,
                    SendCommand.class,
                    SelfTestCommand.class,
                    PcrCommand.class,
                    StatsCommand.class,
                    TraceCommand.class,
                    SuspendCommand.class,
                    ResumeCommand.class),
            List.of(Cr50DeviceCompleter.class, OptionCompleter.class));
    final FakeCr50 chip = new FakeCr50("cr50-main");

    /** By default a wait is too short for a line. */
    Progress.Times progress = new Progress.Times(Duration.ofMinutes(1), Duration.ofMinutes(1));

    Chips(Path folder) {
        karaf.chips.add(chip);
        karaf.session.currentDir = folder;
        karaf.setUp(action -> {
            if (action instanceof DeviceCommand command) {
                command.progress = progress;
            }
            if (action instanceof TraceCommand command) {
                command.tick = Duration.ofMillis(5);
            }
        });
    }

    FakeCr50 add(String id) {
        final FakeCr50 added = new FakeCr50(id);
        karaf.chips.add(added);
        return added;
    }

    Karaf.Result run(String line) throws Exception {
        return karaf.run(line);
    }

    /** A response with a code and parameters in hexadecimal. */
    static byte[] response(int code, String parameters) {
        final byte[] rest = HexFormat.of().parseHex(parameters);
        return ByteBuffer.allocate(10 + rest.length)
                .putShort((short) 0x8001)
                .putInt(10 + rest.length)
                .putInt(code)
                .put(rest)
                .array();
    }

    static LinkTransaction read(long sequence, int register, String data) {
        return transaction(sequence, LinkTransaction.Kind.READ, register, 0, data.length() / 2, data);
    }

    static LinkTransaction written(long sequence, int register, String data) {
        return transaction(sequence, LinkTransaction.Kind.WRITE, register, 0, data.length() / 2, data);
    }

    static LinkTransaction wake(long sequence) {
        return transaction(sequence, LinkTransaction.Kind.WAKE, 0, 0, 0, "");
    }

    /** A part of a command or response of which the trace keeps some bytes. */
    static LinkTransaction fifo(long sequence, LinkTransaction.Kind kind, int position, int length, String data) {
        return transaction(sequence, kind, 0x024, position, length, data);
    }

    static LinkTransaction failed(long sequence, String why) {
        return new LinkTransaction(
                sequence,
                sequence * 1_250_000,
                LinkTransaction.Kind.READ,
                0x018,
                0,
                4,
                new byte[0],
                1000,
                LinkTransaction.Gate.MISSED_EDGE,
                Duration.ofMillis(750),
                Duration.ofMillis(3),
                Optional.of(why));
    }

    private static LinkTransaction transaction(
            long sequence, LinkTransaction.Kind kind, int register, int position, int length, String data) {
        return new LinkTransaction(
                sequence,
                sequence * 1_250_000,
                kind,
                register,
                position,
                length,
                HexFormat.of().parseHex(data),
                sequence % 2 == 0 ? 3 : 0,
                sequence % 2 == 0 ? LinkTransaction.Gate.EDGE : LinkTransaction.Gate.DELAY,
                Duration.ofNanos(120_999),
                Duration.ofNanos(45_001),
                Optional.empty());
    }
}
