// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmTransport;
import java.nio.ByteBuffer;

/** The data port of swtpm (swtpm(8)): a command as the TPM takes it, and its response as the TPM gives it. */
final class SwtpmData extends FrameProtocol {

    private static final int SIZE_AT = 2;

    @Override
    Request read(Frame in, int maxCommandSize) throws Frame.MissingException, BrokenException {
        final byte[] header = in.bytes(TpmTransport.HEADER_SIZE);
        final int size = new Frame(ByteBuffer.wrap(header, SIZE_AT, Integer.BYTES)).size(maxCommandSize);
        if (size < TpmTransport.HEADER_SIZE) {
            throw new BrokenException(
                    size + " bytes are announced, and tag, size and code alone are " + TpmTransport.HEADER_SIZE);
        }
        final byte[] rest = in.bytes(size - TpmTransport.HEADER_SIZE);
        return new Request.Execute(
                ByteBuffer.allocate(size).put(header).put(rest).array());
    }
}
