// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.shell.completion.OptionCompleter;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;

/** A command with one argument, behind which options may stand as well. */
abstract class ArgumentCommand extends DeviceCommand {

    private static final int MOST_DIGITS = 9;

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

    /**
     * The argument as a number.
     *
     * @param text as the user typed it
     * @param most the largest that is allowed; the smallest is 1
     * @param what is counted, in the plural
     */
    int count(String text, int most, String what) throws FirmwareException {
        final boolean number = text.matches("\\d{1," + MOST_DIGITS + "}");
        if (!number || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw invalid(text + " is not allowed: a number of " + what + ", 1 to " + most)
                    .asException();
        }
        return Integer.parseInt(text);
    }
}
