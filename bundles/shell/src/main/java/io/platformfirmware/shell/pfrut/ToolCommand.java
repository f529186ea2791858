// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.osgi.framework.BundleContext;

/** A way to the tool. Not one of Karaf's actions: those know no options as {@code getopt_long_only} has them. */
abstract class ToolCommand implements Command, Completer {

    @Reference
    private BundleContext context;

    @Override
    public final String getScope() {
        return PfrutTool.SCOPE;
    }

    @Override
    public final Completer getCompleter(boolean scoped) {
        return this;
    }

    @Override
    public final Parser getParser() {
        return null;
    }

    /** One run with the services that are there now; the exit status. */
    final int run(List<String> words, Function<String, Path> paths, PrintStream out, PrintStream err) {
        // a thread that is interrupted can not write to a session over ssh
        Thread.interrupted();
        try (Found found = new Found(context)) {
            return new PfrutTool(found.devices(), paths, out, err).run(words);
        } catch (final IllegalStateException e) {
            err.println("pfrut: the service of the device, or the commands, were stopped meanwhile");
            return PfrutTool.FAILED;
        }
    }
}
