// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;

/**
 * {@code pfru:pfrutcall}, for the script {@code bin/pfrut}. One way there and one back: its argument is base64 of the caller's folder and the
 * words, each with a NUL behind it. Behind what the tool printed comes what goes to the error stream, then the exit status in 3 characters,
 * a space, the number of bytes for the error stream in 10 characters, and a line feed.
 */
@Service
public final class CallCommand extends ToolCommand {

    @Override
    public String getName() {
        return "pfrutcall";
    }

    @Override
    public String getDescription() {
        return "What the script bin/pfrut calls.";
    }

    @Override
    public Object execute(Session session, List<Object> arguments) {
        final PrintStream out = System.out;
        final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        final PrintStream err = new PrintStream(complaints, false, StandardCharsets.UTF_8);
        final int status = call(arguments, out, err);
        err.flush();
        out.write(complaints.toByteArray(), 0, complaints.size());
        out.printf(Locale.ROOT, "%3d %10d%n", status, complaints.size());
        out.flush();
        return null;
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return -1;
    }

    private int call(List<Object> arguments, PrintStream out, PrintStream err) {
        final List<String> words;
        try {
            words = words(arguments);
        } catch (final IllegalArgumentException e) {
            err.println("pfru:pfrutcall is what the script bin/pfrut calls; in the console it is pfrut");
            return PfrutTool.FAILED;
        }
        final Path folder = Path.of(words.get(0));
        return run(words.subList(1, words.size()), folder::resolve, out, err);
    }

    private static List<String> words(List<Object> arguments) {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException();
        }
        final String all =
                new String(Base64.getDecoder().decode(String.valueOf(arguments.get(0))), StandardCharsets.UTF_8);
        if (!all.startsWith("/") || !all.endsWith("\0")) {
            throw new IllegalArgumentException();
        }
        return Arrays.asList(all.substring(0, all.length() - 1).split("\0", -1));
    }
}
