// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.command;

import io.platformfirmware.simulator.Sample;
import io.platformfirmware.simulator.SampleCapsules;
import io.platformfirmware.simulator.SampleFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.json.Json;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code simulator:capsules DIR}: writes sample capsules. */
@Service
@Command(
        scope = "simulator",
        name = "capsules",
        description =
                "Writes sample capsules for the simulated platform: good ones, and one broken in each way that the"
                        + " capsule check knows",
        detailedDescription = "classpath:capsules.txt")
public final class CapsulesCommand implements Action {

    private static final int SCHEMA_VERSION = 1;

    @Argument(
            name = "folder",
            description = "Folder to write to, created when it is not there",
            required = true,
            valueToShowInHelp = "DIR")
    @Completion(FileCompleter.class)
    String folder;

    @Option(name = "-f", aliases = "--force", description = "Overwrite files of the same name that have other bytes")
    boolean force;

    @Option(name = "--json", description = "Print JSON")
    boolean json;

    @Option(name = "--no-format", description = "Print rows without a header, their cells separated by tabs")
    boolean noFormat;

    @Reference(optional = true)
    Session session;

    private final PrintStream out;

    /** The command, which prints to the console that runs it. */
    public CapsulesCommand() {
        this(System.out);
    }

    CapsulesCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Object execute() throws CommandException {
        final Path target = target();
        final List<Sample> samples = SampleCapsules.all();
        write(target, samples);
        if (json) {
            printJson(target, samples);
        } else if (noFormat) {
            samples.forEach(
                    sample -> out.println(cells(sample).map(Object::toString).collect(Collectors.joining("\t"))));
        } else {
            printTable(samples);
            out.println(samples.size() + " capsules and " + SampleFolder.MANIFEST + " written to " + target);
        }
        return null;
    }

    private Path target() throws CommandException {
        final Path target;
        try {
            target = home(folder).toAbsolutePath().normalize();
        } catch (final InvalidPathException e) {
            throw new CommandException(folder + " is not a path: " + e.getReason(), e);
        }
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw new CommandException(target + " is a file, not a folder. Name a folder to write to.");
        }
        return target;
    }

    /** The console completes {@code ~} but does not replace it. */
    private static Path home(String path) {
        return path.equals("~") || path.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), path.substring(1))
                : Path.of(path);
    }

    private void write(Path target, List<Sample> samples) throws CommandException {
        final SampleFolder files = new SampleFolder(target);
        try {
            if (!force) {
                final List<String> conflicts = files.conflicts(samples);
                if (!conflicts.isEmpty()) {
                    throw new CommandException("Nothing written: " + target + " has other files of the name "
                            + String.join(", ", conflicts) + ". Name another folder, or overwrite them with --force.");
                }
            }
            files.write(samples);
        } catch (final IOException e) {
            throw new CommandException("Can not write to " + target + ": " + reason(e), e);
        }
    }

    /** Some file exceptions say no more than a path. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission for " + e.getMessage();
        }
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + " can not be created";
        }
        if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " is a file, not a folder";
        }
        return e.getMessage();
    }

    private void printTable(List<Sample> samples) {
        final ShellTable table = new ShellTable();
        Optional.ofNullable(session)
                .map(Session::getTerminal)
                .map(terminal -> terminal.getWidth() - 1)
                .filter(width -> width > 0)
                .ifPresent(table::size);
        table.column("File");
        table.column("Bytes").alignRight();
        table.column(new WrappedColumn("Purpose"));
        samples.forEach(sample -> table.addRow().addContent(sample.fileName(), sample.size(), sample.purpose()));
        table.print(out);
    }

    private static Stream<Object> cells(Sample sample) {
        return Stream.of(
                sample.fileName(),
                sample.size(),
                sample.refusedBy().id(),
                sample.rule().orElse("-"),
                sample.purpose());
    }

    private void printJson(Path target, List<Sample> samples) {
        final JsonArrayBuilder capsules = Json.createArrayBuilder();
        for (final Sample sample : samples) {
            final JsonObjectBuilder capsule = Json.createObjectBuilder()
                    .add("file", sample.fileName())
                    .add("bytes", sample.size())
                    .add("refusedBy", sample.refusedBy().id());
            sample.rule().ifPresent(rule -> capsule.add("rule", rule));
            capsules.add(capsule.add("purpose", sample.purpose()));
        }
        out.println(Json.createObjectBuilder()
                .add("schemaVersion", SCHEMA_VERSION)
                .add("folder", target.toString())
                .add("capsules", capsules)
                .build());
    }
}
