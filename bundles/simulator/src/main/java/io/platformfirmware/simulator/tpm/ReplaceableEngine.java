// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

/** A TPM that can be replaced by another between two commands. */
final class ReplaceableEngine implements TpmEngine {

    private volatile TpmEngine engine;

    ReplaceableEngine(TpmEngine engine) {
        this.engine = engine;
    }

    /** The one before is closed. */
    void replace(TpmEngine other) {
        final TpmEngine before = engine;
        engine = other;
        before.close();
    }

    @Override
    public byte[] execute(byte[] command) {
        return engine.execute(command);
    }

    @Override
    public void reset() {
        engine.reset();
    }

    @Override
    public void close() {
        engine.close();
    }
}
