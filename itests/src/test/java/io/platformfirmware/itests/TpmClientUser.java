// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.tpm.TpmTransport;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Random;
import tss.Tpm;
import tss.TpmDeviceTcp;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_NV;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMS_SIGNATURE_RSASSA;
import tss.tpm.TPMS_SIG_SCHEME_RSASSA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPMT_TK_HASHCHECK;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/** What somebody does with a TPM. Loaded only once TSS.Java is there. */
final class TpmClientUser {

    private static final int KEY_BITS = 2048;
    private static final int EXPONENT = 65_537;
    private static final int NV_INDEX = 0x0150_1234;
    private static final int NV_SIZE = 1024;

    private final Tpm tpm = new Tpm();
    private final TPM_HANDLE owner = TPM_HANDLE.from(TPM_RH.OWNER);

    TpmClientUser(TpmTransport transport) {
        tpm._setDevice(new TpmClientDevice(transport));
    }

    TpmClientUser(String host, int port) {
        final TpmDeviceTcp device = new TpmDeviceTcp(host, port);
        device.connect();
        device.powerCtl(true);
        tpm._setDevice(device);
    }

    void leaves() throws Exception {
        tpm.close();
    }

    void makesAKeySignsAndVerifies() throws Exception {
        final TPMT_PUBLIC template = new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                new TPMA_OBJECT(
                        TPMA_OBJECT.sign,
                        TPMA_OBJECT.sensitiveDataOrigin,
                        TPMA_OBJECT.userWithAuth,
                        TPMA_OBJECT.fixedTPM,
                        TPMA_OBJECT.fixedParent),
                new byte[0],
                new TPMS_RSA_PARMS(
                        new TPMT_SYM_DEF_OBJECT(), new TPMS_SIG_SCHEME_RSASSA(TPM_ALG_ID.SHA256), KEY_BITS, EXPONENT),
                new TPM2B_PUBLIC_KEY_RSA());
        final CreatePrimaryResponse key = tpm.CreatePrimary(
                owner,
                new TPMS_SENSITIVE_CREATE(new byte[0], new byte[0]),
                template,
                new byte[0],
                new TPMS_PCR_SELECTION[0]);
        final byte[] message = "what is signed".getBytes(StandardCharsets.US_ASCII);
        final byte[] digest = MessageDigest.getInstance("SHA-256").digest(message);
        final TPMS_SIGNATURE_RSASSA signature = (TPMS_SIGNATURE_RSASSA)
                tpm.Sign(key.handle, digest, new TPMS_SIG_SCHEME_RSASSA(TPM_ALG_ID.SHA256), new TPMT_TK_HASHCHECK());

        // by the TPM, and by somebody who knows nothing of it
        tpm.VerifySignature(key.handle, digest, signature);
        final BigInteger modulus = new BigInteger(1, ((TPM2B_PUBLIC_KEY_RSA) key.outPublic.unique).buffer);
        final PublicKey known = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(EXPONENT)));
        final Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(known);
        verifier.update(message);
        assertTrue("the signature", verifier.verify(signature.sig));
        tpm.FlushContext(key.handle);
    }

    void writesAndReadsNonVolatileMemory() {
        final TPM_HANDLE index = new TPM_HANDLE(NV_INDEX);
        tpm.NV_DefineSpace(
                owner,
                new byte[0],
                new TPMS_NV_PUBLIC(
                        index,
                        TPM_ALG_ID.SHA256,
                        new TPMA_NV(TPMA_NV.AUTHREAD, TPMA_NV.AUTHWRITE, TPMA_NV.NO_DA),
                        new byte[0],
                        NV_SIZE));
        final byte[] data = new byte[NV_SIZE];
        new Random(1).nextBytes(data);
        tpm.NV_Write(index, index, data, 0);
        assertArrayEquals(data, tpm.NV_Read(index, index, NV_SIZE, 0));
        tpm.NV_UndefineSpace(owner, index);
    }

    void getsRandomBytes() {
        assertEquals(20, tpm.GetRandom(20).length);
    }
}
