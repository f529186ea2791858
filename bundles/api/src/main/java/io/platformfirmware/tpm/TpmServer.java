// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The socket server through which TPM 2.0 stacks of other programs reach a {@link TpmTransport}. It is there while its bundle runs, also
 * when its settings switch it off. Safe for use by several threads.
 */
@ProviderType
public interface TpmServer {

    /**
     * How the server stands.
     *
     * @return a snapshot; asks no TPM
     */
    TpmServerState state();
}
