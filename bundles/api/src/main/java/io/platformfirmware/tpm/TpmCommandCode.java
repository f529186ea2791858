// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The commands of the TPM 2.0 Library (Part 2, {@code TPM_CC}, version 1.85). Which of them a TPM has is the TPM's business. Two
 * have another name as well, for keys of a block cipher.
 */
public enum TpmCommandCode {
    /** {@code 0x11F}. */
    NV_UNDEFINE_SPACE_SPECIAL(0x11F, 2, "TPM2_NV_UndefineSpaceSpecial"),
    /** {@code 0x120}. */
    EVICT_CONTROL(0x120, 2, "TPM2_EvictControl"),
    /** {@code 0x121}. */
    HIERARCHY_CONTROL(0x121, 1, "TPM2_HierarchyControl"),
    /** {@code 0x122}. */
    NV_UNDEFINE_SPACE(0x122, 2, "TPM2_NV_UndefineSpace"),
    /** {@code 0x124}. */
    CHANGE_EPS(0x124, 1, "TPM2_ChangeEPS"),
    /** {@code 0x125}. */
    CHANGE_PPS(0x125, 1, "TPM2_ChangePPS"),
    /** {@code 0x126}. */
    CLEAR(0x126, 1, "TPM2_Clear"),
    /** {@code 0x127}. */
    CLEAR_CONTROL(0x127, 1, "TPM2_ClearControl"),
    /** {@code 0x128}. */
    CLOCK_SET(0x128, 1, "TPM2_ClockSet"),
    /** {@code 0x129}. */
    HIERARCHY_CHANGE_AUTH(0x129, 1, "TPM2_HierarchyChangeAuth"),
    /** {@code 0x12A}. */
    NV_DEFINE_SPACE(0x12A, 1, "TPM2_NV_DefineSpace"),
    /** {@code 0x12B}. */
    PCR_ALLOCATE(0x12B, 1, "TPM2_PCR_Allocate"),
    /** {@code 0x12C}. */
    PCR_SET_AUTH_POLICY(0x12C, 1, "TPM2_PCR_SetAuthPolicy"),
    /** {@code 0x12D}. */
    PP_COMMANDS(0x12D, 1, "TPM2_PP_Commands"),
    /** {@code 0x12E}. */
    SET_PRIMARY_POLICY(0x12E, 1, "TPM2_SetPrimaryPolicy"),
    /** {@code 0x12F}. */
    FIELD_UPGRADE_START(0x12F, 2, "TPM2_FieldUpgradeStart"),
    /** {@code 0x130}. */
    CLOCK_RATE_ADJUST(0x130, 1, "TPM2_ClockRateAdjust"),
    /** {@code 0x131}. */
    CREATE_PRIMARY(0x131, 1, "TPM2_CreatePrimary"),
    /** {@code 0x132}. */
    NV_GLOBAL_WRITE_LOCK(0x132, 1, "TPM2_NV_GlobalWriteLock"),
    /** {@code 0x133}. */
    GET_COMMAND_AUDIT_DIGEST(0x133, 2, "TPM2_GetCommandAuditDigest"),
    /** {@code 0x134}. */
    NV_INCREMENT(0x134, 2, "TPM2_NV_Increment"),
    /** {@code 0x135}. */
    NV_SET_BITS(0x135, 2, "TPM2_NV_SetBits"),
    /** {@code 0x136}. */
    NV_EXTEND(0x136, 2, "TPM2_NV_Extend"),
    /** {@code 0x137}. */
    NV_WRITE(0x137, 2, "TPM2_NV_Write"),
    /** {@code 0x138}. */
    NV_WRITE_LOCK(0x138, 2, "TPM2_NV_WriteLock"),
    /** {@code 0x139}. */
    DICTIONARY_ATTACK_LOCK_RESET(0x139, 1, "TPM2_DictionaryAttackLockReset"),
    /** {@code 0x13A}. */
    DICTIONARY_ATTACK_PARAMETERS(0x13A, 1, "TPM2_DictionaryAttackParameters"),
    /** {@code 0x13B}. */
    NV_CHANGE_AUTH(0x13B, 1, "TPM2_NV_ChangeAuth"),
    /** {@code 0x13C}. */
    PCR_EVENT(0x13C, 1, "TPM2_PCR_Event"),
    /** {@code 0x13D}. */
    PCR_RESET(0x13D, 1, "TPM2_PCR_Reset"),
    /** {@code 0x13E}. */
    SEQUENCE_COMPLETE(0x13E, 1, "TPM2_SequenceComplete"),
    /** {@code 0x13F}. */
    SET_ALGORITHM_SET(0x13F, 1, "TPM2_SetAlgorithmSet"),
    /** {@code 0x140}. */
    SET_COMMAND_CODE_AUDIT_STATUS(0x140, 1, "TPM2_SetCommandCodeAuditStatus"),
    /** {@code 0x141}. */
    FIELD_UPGRADE_DATA(0x141, 0, "TPM2_FieldUpgradeData"),
    /** {@code 0x142}. */
    INCREMENTAL_SELF_TEST(0x142, 0, "TPM2_IncrementalSelfTest"),
    /** {@code 0x143}. */
    SELF_TEST(0x143, 0, "TPM2_SelfTest"),
    /** {@code 0x144}. */
    STARTUP(0x144, 0, "TPM2_Startup"),
    /** {@code 0x145}. */
    SHUTDOWN(0x145, 0, "TPM2_Shutdown"),
    /** {@code 0x146}. */
    STIR_RANDOM(0x146, 0, "TPM2_StirRandom"),
    /** {@code 0x147}. */
    ACTIVATE_CREDENTIAL(0x147, 2, "TPM2_ActivateCredential"),
    /** {@code 0x148}. */
    CERTIFY(0x148, 2, "TPM2_Certify"),
    /** {@code 0x149}. */
    POLICY_NV(0x149, 3, "TPM2_PolicyNV"),
    /** {@code 0x14A}. */
    CERTIFY_CREATION(0x14A, 2, "TPM2_CertifyCreation"),
    /** {@code 0x14B}. */
    DUPLICATE(0x14B, 2, "TPM2_Duplicate"),
    /** {@code 0x14C}. */
    GET_TIME(0x14C, 2, "TPM2_GetTime"),
    /** {@code 0x14D}. */
    GET_SESSION_AUDIT_DIGEST(0x14D, 3, "TPM2_GetSessionAuditDigest"),
    /** {@code 0x14E}. */
    NV_READ(0x14E, 2, "TPM2_NV_Read"),
    /** {@code 0x14F}. */
    NV_READ_LOCK(0x14F, 2, "TPM2_NV_ReadLock"),
    /** {@code 0x150}. */
    OBJECT_CHANGE_AUTH(0x150, 2, "TPM2_ObjectChangeAuth"),
    /** {@code 0x151}. */
    POLICY_SECRET(0x151, 2, "TPM2_PolicySecret"),
    /** {@code 0x152}. */
    REWRAP(0x152, 2, "TPM2_Rewrap"),
    /** {@code 0x153}. */
    CREATE(0x153, 1, "TPM2_Create"),
    /** {@code 0x154}. */
    ECDH_ZGEN(0x154, 1, "TPM2_ECDH_ZGen"),
    /** {@code 0x155}, also {@code TPM2_MAC}. */
    HMAC(0x155, 1, "TPM2_HMAC"),
    /** {@code 0x156}. */
    IMPORT(0x156, 1, "TPM2_Import"),
    /** {@code 0x157}. */
    LOAD(0x157, 1, "TPM2_Load"),
    /** {@code 0x158}. */
    QUOTE(0x158, 1, "TPM2_Quote"),
    /** {@code 0x159}. */
    RSA_DECRYPT(0x159, 1, "TPM2_RSA_Decrypt"),
    /** {@code 0x15B}, also {@code TPM2_MAC_Start}. */
    HMAC_START(0x15B, 1, "TPM2_HMAC_Start"),
    /** {@code 0x15C}. */
    SEQUENCE_UPDATE(0x15C, 1, "TPM2_SequenceUpdate"),
    /** {@code 0x15D}. */
    SIGN(0x15D, 1, "TPM2_Sign"),
    /** {@code 0x15E}. */
    UNSEAL(0x15E, 1, "TPM2_Unseal"),
    /** {@code 0x160}. */
    POLICY_SIGNED(0x160, 2, "TPM2_PolicySigned"),
    /** {@code 0x161}. */
    CONTEXT_LOAD(0x161, 0, "TPM2_ContextLoad"),
    /** {@code 0x162}. */
    CONTEXT_SAVE(0x162, 1, "TPM2_ContextSave"),
    /** {@code 0x163}. */
    ECDH_KEY_GEN(0x163, 1, "TPM2_ECDH_KeyGen"),
    /** {@code 0x164}. */
    ENCRYPT_DECRYPT(0x164, 1, "TPM2_EncryptDecrypt"),
    /** {@code 0x165}. */
    FLUSH_CONTEXT(0x165, 0, "TPM2_FlushContext"),
    /** {@code 0x167}. */
    LOAD_EXTERNAL(0x167, 0, "TPM2_LoadExternal"),
    /** {@code 0x168}. */
    MAKE_CREDENTIAL(0x168, 1, "TPM2_MakeCredential"),
    /** {@code 0x169}. */
    NV_READ_PUBLIC(0x169, 1, "TPM2_NV_ReadPublic"),
    /** {@code 0x16A}. */
    POLICY_AUTHORIZE(0x16A, 1, "TPM2_PolicyAuthorize"),
    /** {@code 0x16B}. */
    POLICY_AUTH_VALUE(0x16B, 1, "TPM2_PolicyAuthValue"),
    /** {@code 0x16C}. */
    POLICY_COMMAND_CODE(0x16C, 1, "TPM2_PolicyCommandCode"),
    /** {@code 0x16D}. */
    POLICY_COUNTER_TIMER(0x16D, 1, "TPM2_PolicyCounterTimer"),
    /** {@code 0x16E}. */
    POLICY_CP_HASH(0x16E, 1, "TPM2_PolicyCpHash"),
    /** {@code 0x16F}. */
    POLICY_LOCALITY(0x16F, 1, "TPM2_PolicyLocality"),
    /** {@code 0x170}. */
    POLICY_NAME_HASH(0x170, 1, "TPM2_PolicyNameHash"),
    /** {@code 0x171}. */
    POLICY_OR(0x171, 1, "TPM2_PolicyOR"),
    /** {@code 0x172}. */
    POLICY_TICKET(0x172, 1, "TPM2_PolicyTicket"),
    /** {@code 0x173}. */
    READ_PUBLIC(0x173, 1, "TPM2_ReadPublic"),
    /** {@code 0x174}. */
    RSA_ENCRYPT(0x174, 1, "TPM2_RSA_Encrypt"),
    /** {@code 0x176}. */
    START_AUTH_SESSION(0x176, 2, "TPM2_StartAuthSession"),
    /** {@code 0x177}. */
    VERIFY_SIGNATURE(0x177, 1, "TPM2_VerifySignature"),
    /** {@code 0x178}. */
    ECC_PARAMETERS(0x178, 0, "TPM2_ECC_Parameters"),
    /** {@code 0x179}. */
    FIRMWARE_READ(0x179, 0, "TPM2_FirmwareRead"),
    /** {@code 0x17A}. */
    GET_CAPABILITY(0x17A, 0, "TPM2_GetCapability"),
    /** {@code 0x17B}. */
    GET_RANDOM(0x17B, 0, "TPM2_GetRandom"),
    /** {@code 0x17C}. */
    GET_TEST_RESULT(0x17C, 0, "TPM2_GetTestResult"),
    /** {@code 0x17D}. */
    HASH(0x17D, 0, "TPM2_Hash"),
    /** {@code 0x17E}. */
    PCR_READ(0x17E, 0, "TPM2_PCR_Read"),
    /** {@code 0x17F}. */
    POLICY_PCR(0x17F, 1, "TPM2_PolicyPCR"),
    /** {@code 0x180}. */
    POLICY_RESTART(0x180, 1, "TPM2_PolicyRestart"),
    /** {@code 0x181}. */
    READ_CLOCK(0x181, 0, "TPM2_ReadClock"),
    /** {@code 0x182}. */
    PCR_EXTEND(0x182, 1, "TPM2_PCR_Extend"),
    /** {@code 0x183}. */
    PCR_SET_AUTH_VALUE(0x183, 1, "TPM2_PCR_SetAuthValue"),
    /** {@code 0x184}. */
    NV_CERTIFY(0x184, 3, "TPM2_NV_Certify"),
    /** {@code 0x185}. */
    EVENT_SEQUENCE_COMPLETE(0x185, 2, "TPM2_EventSequenceComplete"),
    /** {@code 0x186}. */
    HASH_SEQUENCE_START(0x186, 0, "TPM2_HashSequenceStart"),
    /** {@code 0x187}. */
    POLICY_PHYSICAL_PRESENCE(0x187, 1, "TPM2_PolicyPhysicalPresence"),
    /** {@code 0x188}. */
    POLICY_DUPLICATION_SELECT(0x188, 1, "TPM2_PolicyDuplicationSelect"),
    /** {@code 0x189}. */
    POLICY_GET_DIGEST(0x189, 1, "TPM2_PolicyGetDigest"),
    /** {@code 0x18A}. */
    TEST_PARMS(0x18A, 0, "TPM2_TestParms"),
    /** {@code 0x18B}. */
    COMMIT(0x18B, 1, "TPM2_Commit"),
    /** {@code 0x18C}. */
    POLICY_PASSWORD(0x18C, 1, "TPM2_PolicyPassword"),
    /** {@code 0x18D}. */
    ZGEN_2PHASE(0x18D, 1, "TPM2_ZGen_2Phase"),
    /** {@code 0x18E}. */
    EC_EPHEMERAL(0x18E, 0, "TPM2_EC_Ephemeral"),
    /** {@code 0x18F}. */
    POLICY_NV_WRITTEN(0x18F, 1, "TPM2_PolicyNvWritten"),
    /** {@code 0x190}. */
    POLICY_TEMPLATE(0x190, 1, "TPM2_PolicyTemplate"),
    /** {@code 0x191}. */
    CREATE_LOADED(0x191, 1, "TPM2_CreateLoaded"),
    /** {@code 0x192}. */
    POLICY_AUTHORIZE_NV(0x192, 3, "TPM2_PolicyAuthorizeNV"),
    /** {@code 0x193}. */
    ENCRYPT_DECRYPT2(0x193, 1, "TPM2_EncryptDecrypt2"),
    /** {@code 0x194}. */
    AC_GET_CAPABILITY(0x194, 1, "TPM2_AC_GetCapability"),
    /** {@code 0x195}. */
    AC_SEND(0x195, 3, "TPM2_AC_Send"),
    /** {@code 0x196}. */
    POLICY_AC_SEND_SELECT(0x196, 1, "TPM2_Policy_AC_SendSelect"),
    /** {@code 0x197}. */
    CERTIFY_X509(0x197, 2, "TPM2_CertifyX509"),
    /** {@code 0x198}. */
    ACT_SET_TIMEOUT(0x198, 1, "TPM2_ACT_SetTimeout"),
    /** {@code 0x199}. */
    ECC_ENCRYPT(0x199, 1, "TPM2_ECC_Encrypt"),
    /** {@code 0x19A}. */
    ECC_DECRYPT(0x19A, 1, "TPM2_ECC_Decrypt"),
    /** {@code 0x19B}. */
    POLICY_CAPABILITY(0x19B, 1, "TPM2_PolicyCapability"),
    /** {@code 0x19C}. */
    POLICY_PARAMETERS(0x19C, 1, "TPM2_PolicyParameters"),
    /** {@code 0x19D}. */
    NV_DEFINE_SPACE2(0x19D, 1, "TPM2_NV_DefineSpace2"),
    /** {@code 0x19E}. */
    NV_READ_PUBLIC2(0x19E, 1, "TPM2_NV_ReadPublic2"),
    /** {@code 0x19F}. */
    SET_CAPABILITY(0x19F, 1, "TPM2_SetCapability"),
    /** {@code 0x1A0}. */
    READ_ONLY_CONTROL(0x1A0, 1, "TPM2_ReadOnlyControl"),
    /** {@code 0x1A1}. */
    POLICY_TRANSPORT_SPDM(0x1A1, 1, "TPM2_PolicyTransportSPDM"),
    /** {@code 0x1A3}. */
    VERIFY_SEQUENCE_COMPLETE(0x1A3, 2, "TPM2_VerifySequenceComplete"),
    /** {@code 0x1A4}. */
    SIGN_SEQUENCE_COMPLETE(0x1A4, 2, "TPM2_SignSequenceComplete"),
    /** {@code 0x1A5}. */
    VERIFY_DIGEST_SIGNATURE(0x1A5, 1, "TPM2_VerifyDigestSignature"),
    /** {@code 0x1A6}. */
    SIGN_DIGEST(0x1A6, 1, "TPM2_SignDigest"),
    /** {@code 0x1A7}. */
    ENCAPSULATE(0x1A7, 1, "TPM2_Encapsulate"),
    /** {@code 0x1A8}. */
    DECAPSULATE(0x1A8, 1, "TPM2_Decapsulate"),
    /** {@code 0x1A9}. */
    VERIFY_SEQUENCE_START(0x1A9, 1, "TPM2_VerifySequenceStart"),
    /** {@code 0x1AA}. */
    SIGN_SEQUENCE_START(0x1AA, 1, "TPM2_SignSequenceStart");

    /** TPM 2.0 Library, Part 2, {@code TPMA_CC}, attribute rHandle, as the tables of Part 3 have it. */
    private static final Set<TpmCommandCode> RETURN_A_HANDLE = EnumSet.of(
            CREATE_PRIMARY,
            LOAD,
            HMAC_START,
            CONTEXT_LOAD,
            LOAD_EXTERNAL,
            START_AUTH_SESSION,
            HASH_SEQUENCE_START,
            CREATE_LOADED,
            VERIFY_SEQUENCE_START,
            SIGN_SEQUENCE_START);

    private static final Map<Integer, TpmCommandCode> BY_VALUE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(TpmCommandCode::value, Function.identity()));

    private final int value;
    private final int handleCount;
    private final String commandName;

    TpmCommandCode(int value, int handleCount, String commandName) {
        this.value = value;
        this.handleCount = handleCount;
        this.commandName = commandName;
    }

    /**
     * The command with this code.
     *
     * @param value any number
     * @return the command; empty where the TPM 2.0 Library has none
     */
    public static Optional<TpmCommandCode> of(int value) {
        return Optional.ofNullable(BY_VALUE.get(value));
    }

    /**
     * The code.
     *
     * @return {@code 0x11F} to {@code 0x1AA}
     */
    public int value() {
        return value;
    }

    /**
     * How many handles stand behind the header of the command ({@code TPMA_CC}, attribute cHandles).
     *
     * @return 0 to 3
     */
    public int handleCount() {
        return handleCount;
    }

    /**
     * Whether a handle stands behind the header of a response that is a success ({@code TPMA_CC}, attribute rHandle).
     *
     * @return true for the commands that load or start something
     */
    public boolean returnsHandle() {
        return RETURN_A_HANDLE.contains(this);
    }

    /**
     * The name.
     *
     * @return as the TPM 2.0 Library writes it, for example {@code TPM2_NV_Read}
     */
    public String commandName() {
        return commandName;
    }

    /** The name, as {@link #commandName} gives it. */
    @Override
    public String toString() {
        return commandName;
    }
}
