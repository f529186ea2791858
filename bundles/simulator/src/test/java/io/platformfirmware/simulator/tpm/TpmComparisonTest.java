// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built-in TPM answers as swtpm does, which runs the TCG's reference code. */
class TpmComparisonTest {

    private static final String STARTUP_CLEAR = "8001 0000000C 00000144 0000";

    private static final int PCR_READ = 0x17E;
    private static final int CODE_AT = 6;
    private static final int COUNTER_AT = 10;

    private static Swtpm swtpm;

    private final BuiltInTpm builtIn = BuiltInTpm.repeatable();
    private SwtpmEngine reference;

    @BeforeAll
    static void startSwtpm() throws IOException {
        swtpm = Swtpm.start();
    }

    @AfterAll
    static void stopSwtpm() {
        swtpm.close();
    }

    @BeforeEach
    void reset() {
        reference = swtpm.engine();
        reference.reset();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            get random            | 8001 0000000C 0000017B 0004
            self test             | 8001 0000000B 00000143 01
            shutdown              | 8001 0000000C 00000145 0000
            read PCRs             | 8001 00000014 0000017E 00000001 000B 03 010000
            extend                | 8002 0000001F 00000182 00000000 00000009 40000009 0000 00 0000 00000000
            resume                | 8001 0000000C 00000144 0001
            start as anything     | 8001 0000000C 00000144 0002
            unknown command       | 8001 0000000A 00000199
            start in a session    | 8002 00000019 00000144 00000009 40000009 0000 00 0000 0000
            start, short          | 8001 0000000B 00000144 00
            start, long           | 8001 0000000E 00000144 0000 0000
            wrong size            | 8001 0000000D 00000144 0000
            header only           | 8001 00000009 00000144
            """)
    void beforeStartup(String name, String command) {
        assertThat(answer(builtIn, command)).as(name).isEqualTo(answer(reference, command));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            start again           | 8001 0000000C 00000144 0000
            start as anything     | 8001 0000000C 00000144 0003
            start, short          | 8001 0000000B 00000144 00
            start, long           | 8001 0000000E 00000144 0000 0000
            start, no parameter   | 8001 0000000A 00000144
            start in a session    | 8002 00000019 00000144 00000009 40000009 0000 00 0000 0000
            wrong size            | 8001 0000000D 00000144 0000
            unknown command       | 8001 0000000A 00000999
            self test             | 8001 0000000B 00000143 00
            full self test        | 8001 0000000B 00000143 01
            self test, how        | 8001 0000000B 00000143 02
            stop                  | 8001 0000000C 00000145 0000
            stop with state       | 8001 0000000C 00000145 0001
            stop as anything      | 8001 0000000C 00000145 0007
            stir                  | 8001 00000010 00000146 0004 01020304
            stir nothing          | 8001 0000000C 00000146 0000
            stir, short           | 8001 0000000E 00000146 0004 0102
            no random number      | 8001 0000000C 0000017B 0000
            family                | 8001 00000016 0000017A 00000006 00000100 00000001
            level                 | 8001 00000016 0000017A 00000006 00000101 00000001
            PCR count             | 8001 00000016 0000017A 00000006 00000112 00000001
            select size           | 8001 00000016 0000017A 00000006 00000113 00000001
            digest size           | 8001 00000016 0000017A 00000006 00000120 00000001
            PCR handles           | 8001 00000016 0000017A 00000001 00000000 000000FE
            some PCR handles      | 8001 00000016 0000017A 00000001 00000005 00000003
            no transient handles  | 8001 00000016 0000017A 00000001 80000000 000000FE
            startup's attributes  | 8001 00000016 0000017A 00000002 00000144 00000001
            capability of what    | 8001 00000016 0000017A 000000FF 00000000 00000001
            PCRs from one on      | 8001 00000016 0000017A 00000005 00000001 00000001
            capability, short     | 8001 00000012 0000017A 00000006 00000100
            capability, long      | 8001 00000017 0000017A 00000006 00000100 00000001 00
            read SHA-1            | 8001 00000014 0000017E 00000001 0004 03 010000
            read SHA-256          | 8001 00000014 0000017E 00000001 000B 03 000006
            read nothing          | 8001 0000000E 0000017E 00000000
            read both             | 8001 0000001A 0000017E 00000002 0004 03 010000 000B 03 010000
            read all, 8 come      | 8001 00000014 0000017E 00000001 000B 03 FFFFFF
            read all of both      | 8001 0000001A 0000017E 00000002 0004 03 FFFFFF 000B 03 FFFFFF
            read from 20 on       | 8001 00000014 0000017E 00000001 000B 03 0000F0
            read of what          | 8001 00000014 0000017E 00000001 0099 03 010000
            read, wide            | 8001 00000015 0000017E 00000001 000B 04 01000000
            read, narrow          | 8001 00000013 0000017E 00000001 000B 02 0100
            read, short           | 8001 00000012 0000017E 00000001 000B 03 01
            read, too many        | 8001 0000000E 0000017E 00000011
            extend nothing        | 8002 0000001F 00000182 00000000 00000009 40000009 0000 00 0000 00000000
            extend the null one   | 8002 0000001F 00000182 40000007 00000009 40000009 0000 00 0000 00000000
            extend PCR 24         | 8002 0000001F 00000182 00000018 00000009 40000009 0000 00 0000 00000000
            extend, no session    | 8001 0000000E 00000182 00000000
            extend, no handle     | 8002 0000000A 00000182
            extend, short         | 8002 0000001B 00000182 00000000 00000009 40000009 0000 00 0000
            extend with what      | 8002 00000021 00000182 00000000 00000009 40000009 0000 00 0000 00000001 0099
            extend, too many      | 8002 0000001F 00000182 00000000 00000009 40000009 0000 00 0000 00000011
            auth area, small      | 8002 0000001F 00000182 00000000 00000008 40000009 0000 00 0000 00000000
            auth area, large      | 8002 0000001F 00000182 00000000 00000099 40000009 0000 00 0000 00000000
            no such session       | 8002 0000001F 00000182 00000000 00000009 02000000 0000 00 0000 00000000
            no session at all     | 8002 0000001F 00000182 00000000 00000009 40000001 0000 00 0000 00000000
            nonce                 | 8002 00000021 00000182 00000000 0000000B 40000009 0002 0102 00 0000 00000000
            continued session     | 8002 0000001F 00000182 00000000 00000009 40000009 0000 01 0000 00000000
            audit session         | 8002 0000001F 00000182 00000000 00000009 40000009 0000 80 0000 00000000
            reserved attribute    | 8002 0000001F 00000182 00000000 00000009 40000009 0000 08 0000 00000000
            wrong password        | 8002 00000021 00000182 00000000 0000000B 40000009 0000 00 0002 6162 00000000
            extend, no area       | 8002 0000000E 00000182 00000000
            extend, half an area  | 8002 00000014 00000182 00000000 00000009 4000
            two passwords         | 8002 00000028 00000182 00000000 00000012 40000009 0000 00 0000 40000009 0000 00 0000 00000000
            area with more        | 8002 00000020 00000182 00000000 0000000A 40000009 0000 00 0000 00 00000000
            password for nothing  | 8002 00000023 0000017A 00000009 40000009 0000 00 0000 00000006 00000100 00000001
            password for a read   | 8002 0000001B 0000017E 00000009 40000009 0000 00 0000 00000000
            password for a test   | 8002 00000018 00000143 00000009 40000009 0000 00 0000 01
            HMAC for a random one | 8002 00000019 0000017B 00000009 02000000 0000 00 0000 0004
            reset PCR 0           | 8002 0000001B 0000013D 00000000 00000009 40000009 0000 00 0000
            reset PCR 16          | 8002 0000001B 0000013D 00000010 00000009 40000009 0000 00 0000
            reset PCR 20          | 8002 0000001B 0000013D 00000014 00000009 40000009 0000 00 0000
            reset PCR 23          | 8002 0000001B 0000013D 00000017 00000009 40000009 0000 00 0000
            reset the null one    | 8002 0000001B 0000013D 40000007 00000009 40000009 0000 00 0000
            """)
    void afterStartup(String name, String command) {
        assertThat(answer(builtIn, STARTUP_CLEAR)).isEqualTo(answer(reference, STARTUP_CLEAR));

        assertThat(answer(builtIn, command)).as(name).isEqualTo(answer(reference, command));
    }

    @Test
    void extendedPcrsReadTheSame() {
        for (final TpmEngine engine : List.of(builtIn, reference)) {
            answer(engine, STARTUP_CLEAR);
        }
        final String digests = "00000002 0004 " + "11".repeat(20) + " 000B " + "22".repeat(32);
        final int ahead = updates(reference) - updates(builtIn);
        for (final String pcr : List.of("00000000", "0000000A", "00000010", "00000017", "00000011", "00000000")) {
            final String command = "8002 00000057 00000182 " + pcr + " 00000009 40000009 0000 00 0000 " + digests;
            assertThat(answer(builtIn, command)).as(pcr).isEqualTo(answer(reference, command));
            assertThat(updates(reference) - updates(builtIn)).as(pcr).isEqualTo(ahead);
        }

        for (final String selected : List.of("010400", "000081", "000002")) {
            final String command = "8001 0000001A 0000017E 00000002 0004 03 " + selected + " 000B 03 " + selected;
            assertThat(answer(builtIn, command)).as(selected).isEqualTo(answer(reference, command));
        }
    }

    @Test
    void resetLosesWhatWasNotSaved() {
        final String extend =
                "8002 00000041 00000182 00000001 00000009 40000009 0000 00 0000 00000001 000B " + "33".repeat(32);
        final String read = "8001 00000014 0000017E 00000001 000B 03 020000";
        for (final String type : List.of("0000", "0001", "0001")) {
            for (final TpmEngine engine : List.of(builtIn, reference)) {
                answer(engine, STARTUP_CLEAR);
                answer(engine, extend);
                answer(engine, "8001 0000000C 00000145 " + type);
                engine.reset();
                answer(engine, "8001 0000000C 00000144 " + type);
            }
            assertThat(answer(builtIn, read)).as(type).isEqualTo(answer(reference, read));
        }
    }

    /** Without the update counter of a TPM2_PCR_Read: swtpm has more banks, and counts how it sets them up. */
    private static String answer(TpmEngine engine, String command) {
        final byte[] answer = engine.execute(Host.bytes(command));
        if (BigEndian.u32(Host.bytes(command), CODE_AT) == PCR_READ && answer.length > COUNTER_AT) {
            BigEndian.put32(answer, COUNTER_AT, 0);
        }
        return Host.hex(answer);
    }

    private static int updates(TpmEngine engine) {
        return BigEndian.u32(engine.execute(Host.bytes("8001 0000000E 0000017E 00000000")), COUNTER_AT);
    }
}
