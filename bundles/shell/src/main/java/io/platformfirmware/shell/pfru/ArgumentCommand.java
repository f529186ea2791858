// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.completion.OptionCompleter;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;

/** A command with one argument, behind which options may stand as well. */
abstract class ArgumentCommand extends PfruCommand {

    @Argument(
            index = 1,
            name = "options",
            description = "Options may stand here too.",
            multiValued = true,
            valueToShowInHelp = "")
    @Completion(OptionCompleter.class)
    private List<String> optionsBehind = List.of();

    @Override
    protected List<String> optionsBehind() {
        return optionsBehind;
    }
}
