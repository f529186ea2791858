// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

/**
 * {@code pfru:pfrutcall}, for the script {@code bin/pfrut}. One way there and one back: its argument is base64 of the caller's folder and the
 * words, each with a NUL behind it. Behind what the tool printed comes what goes to the error stream, then the exit status in 3 characters,
 * a space, the number of bytes for the error stream in 10 characters, and a line feed.
 */
@Service
public final class CallCommand implements Command, Completer {

    @Reference
    private BundleContext context;

    @Override
    public String getScope() {
        return PfrutTool.SCOPE;
    }

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
        Thread.interrupted();
        final PrintStream out = System.out;
        final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        final PrintStream err = new PrintStream(complaints, false, StandardCharsets.UTF_8);
        final int status = run(arguments, out, err);
        err.flush();
        out.write(complaints.toByteArray(), 0, complaints.size());
        out.printf("%3d %10d%n", status, complaints.size());
        out.flush();
        return null;
    }

    private int run(List<Object> arguments, PrintStream out, PrintStream err) {
        final List<String> words;
        try {
            words = words(arguments);
        } catch (final IllegalArgumentException e) {
            err.println("pfru:pfrutcall is what the script bin/pfrut calls; in the console it is pfrut");
            return PfrutTool.FAILED;
        }
        final Path folder = Path.of(words.get(0));
        try (Found found = new Found(context)) {
            return new PfrutTool(found.devices(), name -> folder.resolve(name).normalize(), out, err)
                    .run(words.subList(1, words.size()));
        } catch (final IllegalStateException e) {
            err.println("pfrut: the service of the device, or the commands, were stopped meanwhile");
            return PfrutTool.FAILED;
        }
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

    @Override
    public Completer getCompleter(boolean scoped) {
        return this;
    }

    @Override
    public Parser getParser() {
        return null;
    }

    @Override
    public int complete(Session session, org.apache.karaf.shell.api.console.CommandLine line, List<String> candidates) {
        return -1;
    }
}
