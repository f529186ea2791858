// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.io.PrintStream;
import java.util.List;
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
    private static final String RESET = "\u001b[0m";
    private static final int NARROWEST = 20;

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

    /**
     * The same screen, written to by another way.
     *
     * @param other the way
     * @return a copy
     */
    Screen through(PrintStream other) {
        return new Screen(other, width, color, plain);
    }

    /**
     * A text as it sounds.
     *
     * @param tone how it sounds
     * @param text in one line
     * @return with the escape sequences of its colour; without them where there is no colour
     */
    public String toned(Tone tone, String text) {
        return color && tone.color() != null ? tone.color() + text + RESET : text;
    }

    /**
     * Prints a sentence. The terminal would break it within a word.
     *
     * @param sentence the sentence
     */
    public void print(String sentence) {
        print("", sentence);
    }

    /**
     * Prints a text behind a lead; where it needs several lines, they stand one below the other, beside the lead.
     *
     * @param lead for example {@code "Next: "}
     * @param text the text
     */
    public void print(String lead, String text) {
        final int indent = lead.length();
        final List<String> lines =
                Text.lines(Text.printable(text), width == 0 ? 0 : Math.max(width - indent, NARROWEST));
        out.println(lead + lines.get(0));
        lines.stream().skip(1).forEach(line -> out.println(" ".repeat(indent) + line));
    }
}
