// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FirmwareException;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.params.provider.EnumSource;

final class HandleChangesTest {

    private static final int NO_SESSIONS = 0x8001;
    private static final int SESSIONS = 0x8002;

    /** A password, which is no session, with its authorization area as tpm2-tools sends it. */
    private static final String PASSWORD = "00000009 40000009 0000 00 0000";

    private static final String PASSWORD_BACK = "0000 01 0000";

    @ParameterizedTest
    @EnumSource(
            value = TpmCommandCode.class,
            names = {
                "CREATE_PRIMARY",
                "LOAD",
                "LOAD_EXTERNAL",
                "CREATE_LOADED",
                "CONTEXT_LOAD",
                "HMAC_START",
                "HASH_SEQUENCE_START",
                "START_AUTH_SESSION",
                "SIGN_SEQUENCE_START",
                "VERIFY_SEQUENCE_START"
            })
    void whatLoadsOrStarts(TpmCommandCode code) throws Exception {
        final String handles = "40000001 ".repeat(code.handleCount());

        assertThat(changes(command(NO_SESSIONS, code, handles), response(NO_SESSIONS, "80000002")))
                .isEqualTo(begun(0x80000002));
    }

    @Test
    void everyOtherCommandLoadsNothing() throws Exception {
        for (final TpmCommandCode code : TpmCommandCode.values()) {
            if (!code.returnsHandle() && code != TpmCommandCode.STARTUP) {
                final String handles = "40000001 ".repeat(Math.max(1, code.handleCount()));
                assertThat(changes(command(NO_SESSIONS, code, handles), response(NO_SESSIONS, "80000002")))
                        .as(code.name())
                        .isEqualTo(HandleChanges.NONE);
            }
        }
    }

    @Test
    void aKeyIsMadeUnderAPassword() throws Exception {
        assertThat(changes(
                        command(SESSIONS, TpmCommandCode.CREATE_PRIMARY, "40000001 " + PASSWORD + "0004"),
                        response(SESSIONS, "80000000 00000002 0000" + PASSWORD_BACK)))
                .isEqualTo(begun(0x80000000));
    }

    @ParameterizedTest
    @CsvSource({
        // an object, a session, and something persistent
        "FLUSH_CONTEXT,           80000001,          80000001",
        "FLUSH_CONTEXT,           03000001,          03000001",
        "FLUSH_CONTEXT,           81000001,          ",
        "SEQUENCE_COMPLETE,       80000001,          80000001",
        "EVENT_SEQUENCE_COMPLETE, 00000010 80000001, 80000001",
        "SIGN_SEQUENCE_COMPLETE,  80000001 80000002, 80000001",
        // an object stays when it is saved, a session does not
        "CONTEXT_SAVE,            80000001,          ",
        "CONTEXT_SAVE,            02000001,          02000001",
        "UNSEAL,                  80000001,          ",
    })
    void whatEnds(TpmCommandCode code, String body, String ended) throws Exception {
        assertThat(changes(command(NO_SESSIONS, code, body), response(NO_SESSIONS, ""))
                        .ended())
                .isEqualTo(Optional.ofNullable(ended).stream()
                        .map(handle -> Integer.parseUnsignedInt(handle, 16))
                        .toList());
    }

    /** The response decides: the TPM ends a session whose attribute continueSession it gives back clear. */
    @ParameterizedTest
    @CsvSource({"00, 01, 02000000", "01, 00, 03000001", "00, 00, 02000000 03000001", "01, 01, "})
    void sessionsEndWithTheCommand(String first, String second, String ended) throws Exception {
        final String sessions = "02000000 0004 AABBCCDD 01 0002 EEFF" + "03000001 0000 01 0000";
        final String back = "0002 AABB" + first + "0001 CC" + "0000" + second + "0000";

        assertThat(changes(
                                command(SESSIONS, TpmCommandCode.UNSEAL, "80000001 00000018" + sessions),
                                response(SESSIONS, "00000003 0001FF" + back))
                        .ended())
                .isEqualTo(Optional.ofNullable(ended).stream()
                        .flatMap(all -> Arrays.stream(all.split(" ")))
                        .map(handle -> Integer.parseUnsignedInt(handle, 16))
                        .toList());
    }

    @Test
    void anErrorChangesNothing() throws Exception {
        final TpmResponse handle = TpmResponse.of(new TpmResponseCode(0x18B));

        assertThat(HandleChanges.of(TpmCommand.flushContext(0x80000000), handle))
                .isEqualTo(HandleChanges.NONE);
    }

    @Test
    void aStartTakesEverything() throws Exception {
        final TpmResponse good = TpmResponse.of(response(NO_SESSIONS, ""));
        final TpmResponse initialize = TpmResponse.of(TpmResponseCode.INITIALIZE);

        assertThat(HandleChanges.of(TpmCommand.startup(false), good).all()).isTrue();
        assertThat(HandleChanges.of(TpmCommand.getRandom(1), initialize).all())
                .as("it was reset, and nobody has started it yet")
                .isTrue();
        assertThat(HandleChanges.of(TpmCommand.startup(false), initialize).all())
                .as("it was started before")
                .isFalse();
    }

    @Property
    void whateverComesIsReadOrChangesNothing(
            @ForAll boolean withSessions,
            @ForAll @IntRange(min = 0x11F, max = 0x1AA) int code,
            @ForAll @Size(max = 80) byte[] sent,
            @ForAll @Size(max = 80) byte[] received)
            throws FirmwareException {
        final int tag = withSessions ? SESSIONS : NO_SESSIONS;

        final HandleChanges changes =
                HandleChanges.of(TpmCommand.of(bytes(tag, code, sent)), TpmResponse.of(bytes(tag, 0, received)));

        assertThat(changes.all()).isEqualTo(code == TpmCommandCode.STARTUP.value());
        assertThat(changes.ended()).allMatch(handle -> List.of(0x02, 0x03, 0x80).contains(handle >>> 24));
        assertThat(changes.begun().stream())
                .allMatch(handle -> List.of(0x02, 0x03, 0x80).contains(handle >>> 24));
    }

    private static HandleChanges begun(int handle) {
        return new HandleChanges(Optional.of(handle), List.of(), false);
    }

    private static HandleChanges changes(byte[] command, byte[] response) throws FirmwareException {
        return HandleChanges.of(TpmCommand.of(command), TpmResponse.of(response));
    }

    private static byte[] command(int tag, TpmCommandCode code, String body) {
        return bytes(tag, code.value(), HexFormat.of().parseHex(body.replace(" ", "")));
    }

    private static byte[] response(int tag, String body) {
        return bytes(tag, 0, HexFormat.of().parseHex(body.replace(" ", "")));
    }

    private static byte[] bytes(int tag, int code, byte[] body) {
        final int size = TpmTransport.HEADER_SIZE + body.length;
        return ByteBuffer.allocate(size)
                .putShort((short) tag)
                .putInt(size)
                .putInt(code)
                .put(body)
                .array();
    }
}
