// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.io.PrintStream;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;

/**
 * Where a command prints.
 *
 * @param out standard output
 * @param width columns that a line may have; 0 where there is no terminal, and lines may have any length
 * @param color whether the terminal shows colours and the user wants them
 * @param plain whether rows are for a program: cells with a tab between them, and nothing else
 */
public record Screen(PrintStream out, int width, boolean color, boolean plain) {

    private static final String NO_COLOR = "NO_COLOR";

    /**
     * The screen of a session.
     *
     * @param session of the user
     * @param plain whether the output is for a program
     * @return the screen
     */
    public static Screen of(Session session, boolean plain) {
        // null where a command runs without a terminal, as over ssh with the command on its command line
        final Terminal terminal = session.getTerminal();
        if (terminal == null || plain) {
            return new Screen(System.out, 0, false, plain);
        }
        final boolean color =
                terminal.isAnsiSupported() && System.getenv(NO_COLOR) == null && session.get(NO_COLOR) == null;
        // the last column stays free: a terminal that wraps there would show an empty line after each full one
        return new Screen(System.out, Math.max(terminal.getWidth() - 1, 0), color, false);
    }
}
