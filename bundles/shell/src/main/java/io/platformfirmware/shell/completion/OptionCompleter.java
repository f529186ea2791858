// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.completion;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.parsing.CommandLineImpl;

/** Offers behind the arguments the options that Karaf offers in front of them. */
@Service
public final class OptionCompleter implements Completer {

    private static final String OPTION = "-";

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        throw new UnsupportedOperationException("Karaf asks for candidates");
    }

    @Override
    public void completeCandidates(Session session, CommandLine commandLine, List<Candidate> candidates) {
        final String word = commandLine.getArguments()[0];
        if (commandLine.getCursorArgumentIndex() == 0) {
            // Karaf asks about each word before the cursor whether it can stand there
            candidates.add(new Candidate(word, true));
            return;
        }
        final String name = session.resolveCommand(word);
        final CommandLine inFront =
                new CommandLineImpl(new String[] {word, OPTION}, 1, 1, word.length() + 2, word + " " + OPTION);
        for (final Command command : session.getRegistry().getCommands()) {
            if (name.equals(command.getScope() + ":" + command.getName())) {
                command.getCompleter(false).completeCandidates(session, inFront, candidates);
            }
        }
    }
}
