// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import java.util.List;

/** A command with any number of arguments, behind which options may stand as well. */
abstract class WordsCommand extends DeviceCommand {

    private static final String OPTION = "-";

    /** All that stands behind the first argument, and the argument. */
    abstract List<String> words();

    /** The arguments alone. */
    final List<String> arguments() {
        return words().stream().takeWhile(word -> !word.startsWith(OPTION)).toList();
    }

    @Override
    protected final List<String> optionsBehind() {
        return words().stream().dropWhile(word -> !word.startsWith(OPTION)).toList();
    }
}
