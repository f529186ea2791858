// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import io.platformfirmware.shell.UserPath;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

/** {@code pfrut} in the console, with {@code pfru:} in front or without. Not one of Karaf's actions: those know no options as {@code getopt_long_only} has them. */
@Service
public final class PfrutCommand implements Command, Completer {

    @Reference
    private BundleContext context;

    @Override
    public String getScope() {
        return PfrutTool.SCOPE;
    }

    @Override
    public String getName() {
        return PfrutTool.NAME;
    }

    @Override
    public String getDescription() {
        return "Linux's pfrut: its options, its lines. pfrut -h lists them.";
    }

    @Override
    public Object execute(Session session, List<Object> arguments) {
        // a thread that is interrupted can not write to a session over ssh
        Thread.interrupted();
        try (Found found = new Found(context)) {
            final int status = new PfrutTool(
                            found.devices(), name -> UserPath.of(session, name), System.out, session.getConsole())
                    .run(arguments.stream().map(String::valueOf).toList());
            return status == PfrutTool.DONE ? null : Integer.valueOf(status);
        }
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
    public int complete(Session session, CommandLine line, List<String> candidates) {
        final int at = line.getCursorArgumentIndex();
        if (at > 0 && List.of("-l", OptionName.LOAD.dashed()).contains(line.getArguments()[at - 1])) {
            return new FileCompleter().complete(session, line, candidates);
        }
        final StringsCompleter options = new StringsCompleter();
        for (final OptionName option : OptionName.values()) {
            options.getStrings().add(option.dashed());
        }
        return options.complete(session, line, candidates);
    }
}
