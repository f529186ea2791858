// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/**
 * The TPM inside the chip: what runs commands, without the interface that carries them. Its calls never overlap.
 */
public interface TpmEngine extends AutoCloseable {

    /**
     * Runs one command. May block.
     *
     * @param command all of it, as it came; nothing was checked
     * @return the whole answer; what is not a TPM's answer goes to the interface as it is. Not to be changed by the caller
     */
    byte[] execute(byte[] command);

    /** {@code _TPM_Init}: what a reset of the machine does to the TPM. Its state is lost but for what a Shutdown saved. */
    void reset();

    /** Gives up what it holds. Nothing for most. */
    @Override
    default void close() {}
}
