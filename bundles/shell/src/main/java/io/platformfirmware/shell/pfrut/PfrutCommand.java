// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import io.platformfirmware.shell.UserPath;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code pfrut} in the console, with {@code pfru:} in front or without. */
@Service
public final class PfrutCommand extends ToolCommand {

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
        final int status = run(
                arguments.stream().map(String::valueOf).toList(),
                name -> UserPath.of(session, name),
                System.out,
                session.getConsole());
        return status == PfrutTool.DONE ? null : Integer.valueOf(status);
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
