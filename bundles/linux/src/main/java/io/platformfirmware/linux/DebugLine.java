// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A debug line of the kernel, as its control file lists it (Linux lib/dynamic_debug.c, ddebug_proc_show), for example
 * {@code drivers/acpi/pfr_update.c:152 [pfr_update]query_capability =_ "Error Status:%d\012"}.
 *
 * @param file of the kernel's source
 * @param number of the line there
 * @param module which has it
 * @param function which has it
 * @param flags {@code p} for one that is printed, others for what is printed with it, {@code _} for none
 * @param format of the message, with an escape for each line feed
 */
record DebugLine(String file, int number, String module, String function, String flags, String format) {

    // kernels since 6.1 may say of which class it is, behind the format
    private static final Pattern LISTED =
            Pattern.compile("([^\\s\"\\\\]+):(\\d{1,9}) \\[([^\\s\"\\]]+)](\\S+) =(\\w+) \"(.*)\"[^\"]*");

    private static final String PRINTED = "p";

    /**
     * Reads a line of the control file.
     *
     * @param text without the line feed
     * @return empty for a comment and for anything else that is not one
     */
    static Optional<DebugLine> parse(String text) {
        final Matcher matcher = LISTED.matcher(text);
        return matcher.matches()
                ? Optional.of(new DebugLine(
                        matcher.group(1),
                        Integer.parseInt(matcher.group(2)),
                        matcher.group(3),
                        matcher.group(4),
                        matcher.group(5),
                        matcher.group(6)))
                : Optional.empty();
    }

    /**
     * Where it stands, for messages.
     *
     * @return for example {@code drivers/acpi/pfr_update.c:152 (query_capability)}
     */
    String place() {
        return file + ":" + number + " (" + function + ")";
    }

    /**
     * Whether it is switched on.
     *
     * @return true when it comes to the log
     */
    boolean isPrinted() {
        return flags.contains(PRINTED);
    }

    /**
     * What the control file takes to switch this line, and no other one, on.
     *
     * @return a command
     */
    String switchOn() {
        return command("+");
    }

    /**
     * What the control file takes to switch this line off; its other flags stay.
     *
     * @return a command
     */
    String switchOff() {
        return command("-");
    }

    private String command(String change) {
        return "module " + module + " file " + file + " line " + number + " func " + function + " " + change + PRINTED;
    }
}
