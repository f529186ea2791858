// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/**
 * A TPM that can be replaced by another between two commands. Each is started behind its first reset, as the firmware of a machine does
 * before it starts an operating system.
 */
final class ReplaceableEngine implements TpmEngine {

    /** {@code TPM2_Startup(TPM_SU_CLEAR)} (TPM 2.0 Library, Part 3). */
    private static final byte[] STARTUP_CLEAR = {(byte) 0x80, 0x01, 0, 0, 0, 0x0C, 0, 0, 0x01, 0x44, 0, 0};

    private volatile TpmEngine engine;
    private volatile boolean startDue = true;

    ReplaceableEngine(TpmEngine engine) {
        this.engine = engine;
    }

    /** The one before is closed. */
    void replace(TpmEngine other) {
        final TpmEngine before = engine;
        engine = other;
        startDue = true;
        before.close();
    }

    @Override
    public byte[] execute(byte[] command) {
        return engine.execute(command);
    }

    @Override
    public void reset() {
        engine.reset();
        if (startDue) {
            startDue = false;
            engine.execute(STARTUP_CLEAR.clone());
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
