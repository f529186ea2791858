// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.util.EnumSet;
import org.apache.karaf.shell.api.console.Signal;
import org.apache.karaf.shell.api.console.SignalListener;
import org.apache.karaf.shell.api.console.Terminal;

/** A terminal of some width. */
public record FakeTerminal(int width, boolean ansi) implements Terminal {

    @Override
    public String getType() {
        return ansi ? "xterm-256color" : "dumb";
    }

    @Override
    public int getWidth() {
        return width;
    }

    @Override
    public int getHeight() {
        return 24;
    }

    @Override
    public boolean isAnsiSupported() {
        return ansi;
    }

    @Override
    public boolean isEchoEnabled() {
        return true;
    }

    @Override
    public void setEchoEnabled(boolean enabled) {}

    @Override
    public void addSignalListener(SignalListener listener, Signal... signal) {}

    @Override
    public void addSignalListener(SignalListener listener, EnumSet<Signal> signals) {}

    @Override
    public void addSignalListener(SignalListener listener) {}

    @Override
    public void removeSignalListener(SignalListener listener) {}
}
