// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A TPM that answers what a test says, and remembers what it was asked. Safe for use by several threads. */
public final class ScriptedTpm implements TpmEngine {

    private final UnaryOperator<byte[]> script;
    private final List<byte[]> commands = new ArrayList<>();
    private int resets;

    /**
     * A TPM.
     *
     * @param script the answer to a command
     */
    public ScriptedTpm(UnaryOperator<byte[]> script) {
        this.script = script;
    }

    @Override
    public byte[] execute(byte[] command) {
        synchronized (this) {
            commands.add(command.clone());
        }
        return script.apply(command);
    }

    @Override
    public synchronized void reset() {
        resets++;
    }

    /**
     * What it was asked.
     *
     * @return the commands, oldest first
     */
    public synchronized List<byte[]> commands() {
        return List.copyOf(commands);
    }

    /**
     * How often it was reset.
     *
     * @return 0 or more
     */
    public synchronized int resets() {
        return resets;
    }
}
