// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The response codes of the TPM 2.0 Library: Part 2, {@code TPM_RC}, version 1.85. Those of format one ({@code 0x080} and above,
 * bit 7 set) are without what they are about.
 */
enum TpmErrorCode {
    SUCCESS(0x000, "the command did what it should"),
    BAD_TAG(0x01E, "the tag of the command is none of TPM 2.0"),

    INITIALIZE(0x100, "TPM2_Startup was not called yet, or was called already"),
    FAILURE(0x101, "the TPM is in failure mode: a self-test failed, and it takes few commands until it is reset"),
    SEQUENCE(0x103, "the handle of a sequence is used in a wrong way"),
    PRIVATE(0x10B, "reserved"),
    HMAC(0x119, "reserved"),
    DISABLED(0x120, "the command is disabled"),
    EXCLUSIVE(0x121, "another command came between those of an exclusive audit session"),
    AUTH_TYPE(0x124, "the handle can not authorize this command"),
    AUTH_MISSING(0x125, "a handle needs an authorization, and there is no session for it"),
    POLICY(0x126, "a policy command can not be carried out, or the authorization policy is not valid"),
    PCR(0x127, "a check of PCRs failed"),
    PCR_CHANGED(0x128, "PCRs have changed since they were checked"),
    UPGRADE(0x12D, "the TPM is in field upgrade mode, or for TPM2_FieldUpgradeData is not"),
    TOO_MANY_CONTEXTS(0x12E, "the counter of saved contexts is at its end"),
    AUTH_UNAVAILABLE(0x12F, "the authorization value or policy of the entity can not be used"),
    REBOOT(0x130, "the TPM must be reset and started anew before it goes on"),
    UNBALANCED(0x131, "the hash is too weak for the key size of the cipher that it goes with"),
    COMMAND_SIZE(0x142, "the size field of the command does not fit its bytes"),
    COMMAND_CODE(0x143, "the TPM does not have this command"),
    AUTHSIZE(0x144, "the size of the authorizations is wrong, or there are bytes left over in them"),
    AUTH_CONTEXT(0x145, "the command takes no sessions"),
    NV_RANGE(0x146, "offset and size lie outside the NV index"),
    NV_SIZE(0x147, "the NV index would be larger than is allowed"),
    NV_LOCKED(0x148, "the NV index is locked"),
    NV_AUTHORIZATION(0x149, "the authorization does not allow this access to the NV index"),
    NV_UNINITIALIZED(0x14A, "the NV index was never written, or the state of the last shutdown can not be restored"),
    NV_SPACE(0x14B, "there is not enough NV memory left"),
    NV_DEFINED(0x14C, "the NV index or persistent object exists already"),
    BAD_CONTEXT(0x150, "the saved context is not valid"),
    CPHASH(0x151, "the hash of command parameters is set already, or does not fit this command"),
    PARENT(0x152, "the object can not be a parent"),
    NEEDS_TEST(0x153, "something must be tested first"),
    NO_RESULT(0x154, "the TPM could not compute a result, often because of a parameter that it could not check"),
    SENSITIVE(0x155, "the secret part of the object is not well formed after decryption"),
    READ_ONLY(0x156, "the TPM is in read-only mode"),

    ASYMMETRIC(0x081, "the asymmetric algorithm is not supported or does not fit here"),
    ATTRIBUTES(0x082, "the attributes do not go together"),
    HASH(0x083, "the hash algorithm is not supported or does not fit here"),
    VALUE(0x084, "a value is out of range or does not fit here"),
    HIERARCHY(0x085, "the hierarchy is disabled or does not fit here"),
    KEY_SIZE(0x087, "the key size is not supported"),
    MGF(0x088, "the mask generation function is not supported"),
    MODE(0x089, "the mode of operation is not supported"),
    TYPE(0x08A, "the type does not fit here"),
    HANDLE(0x08B, "the handle does not fit here"),
    KDF(0x08C, "the key derivation function is not supported or does not fit here"),
    RANGE(0x08D, "a value is out of range"),
    AUTH_FAIL(0x08E, "the authorization is wrong, and the counter against dictionary attacks went up"),
    NONCE(0x08F, "a nonce has the wrong size or value"),
    PP(0x090, "physical presence must be asserted"),
    SCHEME(0x092, "the scheme is not supported or does not fit here"),
    SIZE(0x095, "a structure has the wrong size"),
    SYMMETRIC(0x096, "the symmetric algorithm or its key size is not supported or does not fit here"),
    TAG(0x097, "the tag of a structure is wrong"),
    SELECTOR(0x098, "the selector of a union is wrong"),
    INSUFFICIENT(0x09A, "the command ends before this value does"),
    SIGNATURE(0x09B, "the signature is not valid"),
    KEY(0x09C, "the key can not be used for this"),
    POLICY_FAIL(0x09D, "a policy is not satisfied"),
    INTEGRITY(0x09F, "the integrity check failed"),
    TICKET(0x0A0, "the ticket is not valid"),
    RESERVED_BITS(0x0A1, "reserved bits are not zero"),
    BAD_AUTH(0x0A2, "the authorization is wrong; no counter against dictionary attacks went up"),
    EXPIRED(0x0A3, "the policy has expired"),
    POLICY_CC(0x0A4, "the policy is for another command, or for one that the TPM does not have"),
    BINDING(0x0A5, "the public and the secret part of the object do not belong together"),
    CURVE(0x0A6, "the curve is not supported"),
    ECC_POINT(0x0A7, "the point is not on the curve"),
    FW_LIMITED(0x0A8, "the hierarchy is bound to the firmware, and the secret of the firmware is not available"),
    SVN_LIMITED(
            0x0A9,
            "the hierarchy is bound to the version of the firmware, and the secret of that version is not available"),
    PARMS(0x0AA, "the parameter set is not supported"),
    EXT_MU(0x0AB, "a message digest that was computed outside (external mu) is not supported"),
    ONE_SHOT_SIGNATURE(0x0AC, "with this key only a message that comes in one piece can be signed"),
    SIGN_CONTEXT_KEY(0x0AD, "the sequence was started with another key"),
    CHANNEL(0x0B0, "the command needs a secure channel"),
    CHANNEL_KEY(0x0B1, "the secure channel was made with other keys than those required"),

    CONTEXT_GAP(0x901, "the gap between saved contexts is too large: save the oldest one anew"),
    OBJECT_MEMORY(0x902, "no memory is left for objects: flush one"),
    SESSION_MEMORY(0x903, "no memory is left for sessions: flush one"),
    MEMORY(0x904, "no memory is left for objects, sessions or the command itself"),
    SESSION_HANDLES(0x905, "no handles are left for sessions: flush one"),
    OBJECT_HANDLES(0x906, "no handles are left for objects: the TPM must be reset"),
    LOCALITY(0x907, "the command is not allowed from this locality"),
    YIELDED(0x908, "the TPM stopped in the middle; the same command again goes on"),
    CANCELED(0x909, "the command was cancelled"),
    TESTING(0x90A, "the TPM tests itself: try again"),
    REFERENCE_H0(0x910, "the object or session of handle 1 is not loaded"),
    REFERENCE_H1(0x911, "the object or session of handle 2 is not loaded"),
    REFERENCE_H2(0x912, "the object or session of handle 3 is not loaded"),
    REFERENCE_H3(0x913, "the object or session of handle 4 is not loaded"),
    REFERENCE_H4(0x914, "the object or session of handle 5 is not loaded"),
    REFERENCE_H5(0x915, "the object or session of handle 6 is not loaded"),
    REFERENCE_H6(0x916, "the object or session of handle 7 is not loaded"),
    REFERENCE_S0(0x918, "authorization session 1 is not loaded"),
    REFERENCE_S1(0x919, "authorization session 2 is not loaded"),
    REFERENCE_S2(0x91A, "authorization session 3 is not loaded"),
    REFERENCE_S3(0x91B, "authorization session 4 is not loaded"),
    REFERENCE_S4(0x91C, "authorization session 5 is not loaded"),
    REFERENCE_S5(0x91D, "authorization session 6 is not loaded"),
    REFERENCE_S6(0x91E, "authorization session 7 is not loaded"),
    NV_RATE(0x920, "NV memory is written too often: try again later"),
    LOCKOUT(0x921, "locked out after too many wrong authorizations: wait, or reset the lockout"),
    RETRY(0x922, "the TPM could not begin: try again"),
    NV_UNAVAILABLE(0x923, "NV memory can not be written now: try again later"),
    NOT_USED(0x97F, "reserved");

    private static final Map<Integer, TpmErrorCode> BY_VALUE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(error -> error.value, Function.identity()));

    private final int value;
    private final String sentence;

    TpmErrorCode(int value, String sentence) {
        this.value = value;
        this.sentence = sentence;
    }

    /**
     * The error of a code.
     *
     * @param value of a code, of format one without what it is about
     * @return the error; empty where the TPM 2.0 Library has none
     */
    static Optional<TpmErrorCode> of(int value) {
        return Optional.ofNullable(BY_VALUE.get(value));
    }

    /** The code, of format one without what it is about. */
    TpmResponseCode code() {
        return new TpmResponseCode(value);
    }

    /** The name as the TPM 2.0 Library writes it, for example {@code TPM_RC_VALUE}. */
    String rcName() {
        return "TPM_RC_" + name();
    }

    /** What it means, for a person; neither a capital letter at the beginning nor a full stop at the end. */
    String sentence() {
        return sentence;
    }
}
