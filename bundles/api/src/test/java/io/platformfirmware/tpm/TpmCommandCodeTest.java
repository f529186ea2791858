// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands stand in the order of their codes, without a gap but for those of the TPM 2.0 Library; so one that is wrong would
 * move all behind it, and a few on either side of each gap hold the table in place.
 */
final class TpmCommandCodeTest {

    @Test
    void hasTheCodesOfTheLibraryAndItsGaps() {
        final Set<Integer> codes =
                new TreeSet<>(IntStream.rangeClosed(0x11F, 0x1AA).boxed().toList());
        codes.removeAll(Set.of(0x123, 0x15A, 0x15F, 0x166, 0x175, 0x1A2));

        assertThat(Arrays.stream(TpmCommandCode.values()).map(TpmCommandCode::value))
                .containsExactlyElementsOf(codes);
    }

    @ParameterizedTest
    @CsvSource({
        "NV_UNDEFINE_SPACE_SPECIAL, 0x11F, TPM2_NV_UndefineSpaceSpecial",
        "NV_UNDEFINE_SPACE,         0x122, TPM2_NV_UndefineSpace",
        "CHANGE_EPS,                0x124, TPM2_ChangeEPS",
        "CLEAR,                     0x126, TPM2_Clear",
        "CREATE_PRIMARY,            0x131, TPM2_CreatePrimary",
        "NV_WRITE,                  0x137, TPM2_NV_Write",
        "SELF_TEST,                 0x143, TPM2_SelfTest",
        "STARTUP,                   0x144, TPM2_Startup",
        "SHUTDOWN,                  0x145, TPM2_Shutdown",
        "NV_READ,                   0x14E, TPM2_NV_Read",
        "CREATE,                    0x153, TPM2_Create",
        "HMAC,                      0x155, TPM2_HMAC",
        "RSA_DECRYPT,               0x159, TPM2_RSA_Decrypt",
        "HMAC_START,                0x15B, TPM2_HMAC_Start",
        "UNSEAL,                    0x15E, TPM2_Unseal",
        "POLICY_SIGNED,             0x160, TPM2_PolicySigned",
        "FLUSH_CONTEXT,             0x165, TPM2_FlushContext",
        "LOAD_EXTERNAL,             0x167, TPM2_LoadExternal",
        "RSA_ENCRYPT,               0x174, TPM2_RSA_Encrypt",
        "START_AUTH_SESSION,        0x176, TPM2_StartAuthSession",
        "GET_CAPABILITY,            0x17A, TPM2_GetCapability",
        "GET_RANDOM,                0x17B, TPM2_GetRandom",
        "PCR_READ,                  0x17E, TPM2_PCR_Read",
        "PCR_EXTEND,                0x182, TPM2_PCR_Extend",
        "ZGEN_2PHASE,               0x18D, TPM2_ZGen_2Phase",
        "CREATE_LOADED,             0x191, TPM2_CreateLoaded",
        "ACT_SET_TIMEOUT,           0x198, TPM2_ACT_SetTimeout",
        "SET_CAPABILITY,            0x19F, TPM2_SetCapability",
        "POLICY_TRANSPORT_SPDM,     0x1A1, TPM2_PolicyTransportSPDM",
        "VERIFY_SEQUENCE_COMPLETE,  0x1A3, TPM2_VerifySequenceComplete",
        "SIGN_SEQUENCE_START,       0x1AA, TPM2_SignSequenceStart"
    })
    void hasTheNamesOfTheLibrary(TpmCommandCode constant, String code, String name) {
        assertThat(TpmCommandCode.of(Integer.decode(code))).contains(constant);
        assertThat(constant.value()).isEqualTo(Integer.decode(code));
        assertThat(constant.commandName()).isEqualTo(name);
        assertThat(constant).hasToString(name);
    }

    @Test
    void constantsAreCalledLikeTheirCommands() {
        assertThat(TpmCommandCode.values())
                .allSatisfy(command -> assertThat("TPM2_" + command.name().replace("_", ""))
                        .isEqualTo("TPM2_"
                                + command.commandName()
                                        .substring("TPM2_".length())
                                        .replace("_", "")
                                        .toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x11E, 0x123, 0x1A2, 0x1AB, 0x2000_0000, 0x2000_017B})
    void isNothingElse(int value) {
        assertThat(TpmCommandCode.of(value)).isEmpty();
    }

    /** As a TPM tells them (TPM_CAP_COMMANDS of libtpms 0.9.2), a few of each number. */
    @ParameterizedTest
    @CsvSource({
        "GET_RANDOM,         0, false",
        "FLUSH_CONTEXT,      0, false",
        "CONTEXT_LOAD,       0, true",
        "CREATE_PRIMARY,     1, true",
        "SEQUENCE_COMPLETE,  1, false",
        "POLICY_PCR,         1, false",
        "START_AUTH_SESSION, 2, true",
        "NV_READ,            2, false",
        "CERTIFY,            2, false",
        "EVICT_CONTROL,      2, false",
        "NV_CERTIFY,         3, false",
        "POLICY_NV,          3, false",
    })
    void handlesOfCommandAndResponse(TpmCommandCode code, int count, boolean returnsHandle) {
        assertThat(code.handleCount()).isEqualTo(count);
        assertThat(code.returnsHandle()).isEqualTo(returnsHandle);
    }
}
