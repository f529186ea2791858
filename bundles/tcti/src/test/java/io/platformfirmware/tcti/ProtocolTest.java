// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.tpm.TpmServerPort;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolTest {

    private static final int MAX = 4096;
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        // REMOTE_HANDSHAKE, HASH_START, HASH_DATA, HASH_END, SET_ALTERNATIVE_RESULT
        "MSSIM_COMMAND,  0000000F00000001,                 000000010000000500000000, false",
        "MSSIM_COMMAND,  00000005,                         00000001,                 true",
        "MSSIM_COMMAND,  0000000600000002AABB,             00000001,                 true",
        "MSSIM_COMMAND,  00000007,                         00000001,                 true",
        "MSSIM_COMMAND,  0000001000000000,                 00000001,                 true",
        // locality 3: TPM_RC_LOCALITY
        "MSSIM_COMMAND,  00000008030000000A80010000000A0000017B, 0000000A80010000000A0000090700000000, true",
        // power and memory on and off, keys cached or not, presence and cancel off
        "MSSIM_PLATFORM, 00000001,                         00000000,                 false",
        "MSSIM_PLATFORM, 00000002,                         00000000,                 false",
        "MSSIM_PLATFORM, 0000000B,                         00000000,                 false",
        "MSSIM_PLATFORM, 0000000C,                         00000000,                 false",
        "MSSIM_PLATFORM, 0000000D,                         00000000,                 false",
        "MSSIM_PLATFORM, 0000000E,                         00000000,                 false",
        "MSSIM_PLATFORM, 00000004,                         00000000,                 false",
        "MSSIM_PLATFORM, 0000000A,                         00000000,                 false",
        // presence on, RESET, RESTART, TEST_FAILURE_MODE, GET_COMMAND_RESPONSE_SIZES, ACT_GET_SIGNALED
        "MSSIM_PLATFORM, 00000003,                         00000001,                 true",
        "MSSIM_PLATFORM, 00000011,                         00000001,                 true",
        "MSSIM_PLATFORM, 00000012,                         00000001,                 true",
        "MSSIM_PLATFORM, 0000001E,                         00000001,                 true",
        "MSSIM_PLATFORM, 00000019,                         0000000000000001,         true",
        "MSSIM_PLATFORM, 0000001A40000110,                 0000000000000001,         true",
        // capability, locality 0, GET_CONFIG, SET_BUFFERSIZE
        "SWTPM_CONTROL,  00000001,                         0000000000002808,         false",
        "SWTPM_CONTROL,  0000000500,                       00000000,                 false",
        "SWTPM_CONTROL,  0000000F,                         0000000000000000,         false",
        "SWTPM_CONTROL,  0000001100000000,                 00000000000010000000100000001000, false",
        // locality 9: TPM_BAD_LOCALITY; cancel: TPM_FAIL; all the others: TPM_BAD_ORDINAL
        "SWTPM_CONTROL,  0000000509,                       0000003D,                 true",
        "SWTPM_CONTROL,  00000009,                         00000009,                 true",
        "SWTPM_CONTROL,  0000000200000001,                 0000000A,                 true",
        "SWTPM_CONTROL,  00000003,                         0000000A,                 true",
        "SWTPM_CONTROL,  00000004,                         0000000A,                 true",
        "SWTPM_CONTROL,  00000006,                         0000000A,                 true",
        "SWTPM_CONTROL,  0000000700000001AA,               0000000A,                 true",
        "SWTPM_CONTROL,  00000008,                         0000000A,                 true",
        "SWTPM_CONTROL,  0000000A,                         0000000A,                 true",
        "SWTPM_CONTROL,  0000000B00,                       0000000A,                 true",
        "SWTPM_CONTROL,  0000000C000000000000000100000000, 0000000A,                 true",
        "SWTPM_CONTROL,  0000000D000000000000000100000001AA, 0000000A,               true",
        "SWTPM_CONTROL,  0000000E,                         0000000A,                 true",
        "SWTPM_CONTROL,  00000010,                         0000000A,                 true",
        "SWTPM_CONTROL,  00000012000000000000000100000000AABBCCDD, 0000000A,         true",
    })
    void answers(TpmServerPort port, String frame, String answer, boolean refused) throws Exception {
        final ByteBuffer in = ByteBuffer.wrap(HEX.parseHex(frame));
        assertThat(Protocol.of(port).next(in, MAX)).get().isInstanceOfSatisfying(Request.Answer.class, request -> {
            assertThat(HEX.withUpperCase().formatHex(request.answer())).isEqualTo(answer);
            assertThat(request.refused()).isEqualTo(refused);
            assertThat(request.last()).isFalse();
        });
        assertThat(in.remaining()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"MSSIM_PLATFORM, 00000063, 00000001", "SWTPM_CONTROL, 00000063, 0000000a"})
    void aCodeThatIsNoneIsTheLast(TpmServerPort port, String frame, String answer) throws Exception {
        assertThat(Protocol.of(port).next(ByteBuffer.wrap(HEX.parseHex(frame)), MAX))
                .get()
                .isInstanceOfSatisfying(Request.Answer.class, request -> {
                    assertThat(HEX.formatHex(request.answer())).isEqualTo(answer);
                    assertThat(request.last()).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "MSSIM_COMMAND, 00000063,                     code 99 is none of this port",
        "MSSIM_COMMAND, 474554202F20485454502F312E31, code 1195725856 is none of this port",
        "MSSIM_COMMAND, 0000000800FFFFFFFF,           4294967295 bytes are announced",
        "MSSIM_COMMAND, 000000080000001001,           4097 bytes are announced",
        "SWTPM_DATA,    8001FFFFFFFF0000017B,         4294967295 bytes are announced",
        "SWTPM_DATA,    8001000000000000017B,         0 bytes are announced",
        "SWTPM_CONTROL, 00000007FFFFFFFF,             4294967295 bytes are announced",
    })
    void refusesWhatNobodyWouldWaitFor(TpmServerPort port, String frame, String why) {
        assertThatThrownBy(() -> Protocol.of(port).next(ByteBuffer.wrap(HEX.parseHex(frame)), MAX))
                .isInstanceOf(Protocol.BrokenException.class)
                .hasMessageContaining(why);
    }

    @Test
    void commandsAreTakenAsTheyAre() throws Exception {
        final byte[] command = FakeTransport.command(FakeTransport.GET_RANDOM, 5);

        assertThat(Protocol.of(TpmServerPort.SWTPM_DATA).next(ByteBuffer.wrap(command), MAX))
                .get()
                .isInstanceOfSatisfying(
                        Request.Execute.class,
                        request -> assertThat(request.command()).isEqualTo(command));
        assertThat(Protocol.of(TpmServerPort.MSSIM_COMMAND).next(ByteBuffer.wrap(Client.framed(0, command)), MAX))
                .get()
                .isInstanceOfSatisfying(
                        Request.Execute.class,
                        request -> assertThat(request.command()).isEqualTo(command));
    }

    /** However the bytes are cut, the frames are the same, and what is not whole is not taken. */
    @Property
    void bytesMayComeOneByOne(
            @ForAll TpmServerPort port,
            @ForAll @Size(max = 40) List<@IntRange(max = 20) Byte> head,
            @ForAll @Size(max = 60) byte[] rest) {
        final byte[] bytes = new byte[head.size() * 2 + rest.length];
        for (int i = 0; i < head.size(); i++) {
            bytes[i] = i % 4 == 3 ? head.get(i) : 0;
        }
        System.arraycopy(rest, 0, bytes, head.size(), rest.length);

        assertThat(frames(port, bytes, 1)).isEqualTo(frames(port, bytes, bytes.length + 1));
    }

    private static List<String> frames(TpmServerPort port, byte[] bytes, int step) {
        final Protocol protocol = Protocol.of(port);
        final List<String> frames = new ArrayList<>();
        final ByteBuffer in = ByteBuffer.allocate(Protocol.LARGEST_FRAME);
        for (int at = 0; at < bytes.length; at += step) {
            in.put(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step)));
            in.flip();
            try {
                while (true) {
                    final int before = in.position();
                    final Optional<Request> request = protocol.next(in, 64);
                    if (request.isEmpty()) {
                        assertThat(in.position()).isEqualTo(before);
                        break;
                    }
                    assertThat(in.position()).isGreaterThan(before);
                    frames.add(text(request.get()));
                    if (request.get() instanceof Request.Answer answer && answer.last()) {
                        return frames;
                    }
                }
            } catch (final Protocol.BrokenException e) {
                frames.add(e.getMessage());
                return frames;
            }
            in.compact();
        }
        return frames;
    }

    private static String text(Request request) {
        if (request instanceof Request.Execute execute) {
            return "execute " + HEX.formatHex(execute.command());
        }
        if (request instanceof Request.Answer answer) {
            return "answer " + HEX.formatHex(answer.answer()) + answer.last();
        }
        return request.getClass().getSimpleName();
    }
}
