// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.DiagnosticsJson;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TelemetryJson;
import io.platformfirmware.update.UpdateFailedException;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateTelemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command: runs, and turns whatever fails into an exit status and a sentence. Karaf makes a new instance for each call. */
public abstract class ShellCommand implements Action {

    private static final Logger LOG = LoggerFactory.getLogger(ShellCommand.class);

    private static final int LAST_LINES = 20;

    @Option(name = "--json", description = "Print one JSON object. Asks nothing and shows no progress.")
    protected boolean json;

    @Reference
    protected Session session;

    @Option(name = "--no-format", description = "Print rows for a program: cells with a tab between them, no header.")
    private boolean noFormat;

    @Override
    public final Integer execute() {
        final int status = runAndTell();
        // Karaf prints what a command returns into the pipe behind it; nothing means 0 to it as well
        return status == ExitStatus.DONE ? null : Integer.valueOf(status);
    }

    private int runAndTell() {
        try {
            new OptionsBehind(this, operation()).apply(optionsBehind());
            return run();
        } catch (final FirmwareException e) {
            return failed(e);
        } catch (final IllegalStateException e) {
            return failed(serviceGone(e));
        }
    }

    /**
     * Tells of a failure.
     *
     * @param e why the command failed, or part of what it does
     * @return the exit status
     */
    protected final int failed(FirmwareException e) {
        LOG.debug("{} failed", operation(), e);
        print(e);
        return ExitStatus.of(e);
    }

    /**
     * Does the work.
     *
     * @return the exit status
     * @throws FirmwareException told to the user, and the exit status follows from it
     */
    protected abstract int run() throws FirmwareException;

    /**
     * The words behind the last argument.
     *
     * @return options; empty where the command has no argument
     */
    protected List<String> optionsBehind() {
        return List.of();
    }

    /**
     * The name of the command.
     *
     * @return without its scope
     */
    protected final String operation() {
        return getClass().getAnnotation(Command.class).name();
    }

    /**
     * Where to print.
     *
     * @return the screen of the session
     */
    protected final Screen screen() {
        forgetInterrupt();
        return Screen.of(session, noFormat);
    }

    /**
     * Prints a sentence.
     *
     * @param sentence the sentence
     */
    protected final void print(String sentence) {
        screen().print(sentence);
    }

    /**
     * Prints a JSON object on one line.
     *
     * @param document the object
     */
    protected final void print(JsonObject document) {
        forgetInterrupt();
        System.out.println(document);
    }

    /**
     * Asks a yes-or-no question; no answer is a no.
     *
     * @param question in one line
     * @return whether the answer was yes
     * @throws FirmwareException {@code CANCELLED} when nobody can answer
     */
    protected final boolean confirmed(String question) throws FirmwareException {
        if (json) {
            throw unanswered();
        }
        try {
            final String answer = session.readLine(question + " [y/N] ", null);
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (final UnsupportedOperationException e) {
            throw unanswered();
        } catch (final IOException | RuntimeException e) {
            // Ctrl-C and end of input are exceptions of the line reader, which is not part of Karaf's API
            LOG.debug("{}: no answer", operation(), e);
            return false;
        }
    }

    /**
     * Says that the answer was no.
     *
     * @return the exit status
     */
    protected final int declined() {
        print("Nothing was done.");
        return ExitStatus.NOTHING_DONE;
    }

    /**
     * Prints a remark about a table; a program does not get to see it.
     *
     * @param lead what it is about, with a colon and a space
     * @param text the rest of it
     */
    protected final void remark(String lead, String text) {
        if (!json && !noFormat) {
            tell(lead, text);
        }
    }

    /**
     * Prints a remark that a program has to see too, unless its JSON has it.
     *
     * @param lead what it is about, with a colon and a space
     * @param text the rest of it
     */
    protected final void warn(String lead, String text) {
        if (!json) {
            tell(lead, text);
        }
    }

    /**
     * Prints why there is no device.
     *
     * @param none the reason and what to do
     */
    protected final void explain(Failure none) {
        final Screen screen = screen();
        if (screen.plain()) {
            return;
        }
        screen.print("No devices: ", none.message());
        none.likelyCauses().forEach(cause -> screen.print("  - ", cause));
        none.nextStep().ifPresent(step -> screen.print("Next: ", step));
    }

    /**
     * Prints lines of the firmware as a remark, each as it sounds.
     *
     * @param heading what they are
     * @param lines as {@link LogText} gives them
     */
    protected final void tell(String heading, List<String> lines) {
        tell("", heading);
        final Screen screen = screen();
        final PrintStream console = session.getConsole();
        lines.forEach(line -> console.println("  " + screen.toned(LogText.tone(line), line)));
        console.flush();
    }

    /**
     * Where a user sees what is there after a service went away.
     *
     * @return commands
     */
    protected String whereToLook() {
        return getClass().getAnnotation(Command.class).scope() + ":list";
    }

    private void print(FirmwareException e) {
        if (json) {
            print(document(e));
            return;
        }
        final Failure failure = e.failure();
        tell(
                switch (failure.reason()) {
                    case CANCELLED -> "Cancelled: ";
                    case STILL_RUNNING -> "Still running: ";
                    default -> "Error: ";
                },
                failure.toString());
        if (!failure.likelyCauses().isEmpty()) {
            tell("", "Likely causes:");
            failure.likelyCauses().forEach(cause -> tell("  - ", cause));
        }
        failure.nextStep().ifPresent(step -> tell("Next: ", step));
        update(e).ifPresent(this::print);
    }

    private void print(UpdateRecord update) {
        update.telemetry().ifPresent(this::print);
        tell("Record: ", "pfru:history " + update.id());
    }

    /** The firmware's own words are what tells why. */
    private void print(UpdateTelemetry telemetry) {
        final List<String> lines = LogText.lines(telemetry.events());
        final int earlier = Math.max(0, lines.size() - LAST_LINES);
        if (!lines.isEmpty()) {
            tell(
                    "Firmware log (" + telemetry.deviceId() + ")"
                            + (earlier == 0 ? "" : ", without " + Text.count(earlier, "earlier line")) + ":",
                    lines.subList(earlier, lines.size()));
        }
        telemetry.trouble().ifPresent(why -> tell("Firmware log: ", why.toString()));
    }

    /**
     * As Karaf does with errors: to the user, past any pipe. Standard error is no place for them: over ssh, Karaf closes it before
     * anything in it was sent.
     */
    private void tell(String lead, String text) {
        final Screen screen = screen();
        System.out.flush();
        final PrintStream console = session.getConsole();
        screen.through(console).print(lead, text);
        console.flush();
    }

    /**
     * By the time there is something to print, an interrupt has done what it was for. Left in place it would do harm: a thread that
     * is interrupted can not write to a session over ssh, and the first try closes its output for good.
     */
    private static void forgetInterrupt() {
        Thread.interrupted();
    }

    private static JsonObject document(FirmwareException e) {
        final JsonObjectBuilder document =
                Json.createObjectBuilder(FirmwareJson.document("error", FirmwareJson.failure(e.failure())));
        update(e).ifPresent(update -> {
            document.add("recordId", update.id());
            update.diagnostics()
                    .ifPresent(said -> document.add("kernelDiagnostics", DiagnosticsJson.diagnostics(said)));
            update.telemetry().ifPresent(written -> document.add("telemetry", TelemetryJson.telemetry(written)));
        });
        return document.build();
    }

    private static Optional<UpdateRecord> update(FirmwareException e) {
        return e instanceof UpdateFailedException failed ? Optional.of(failed.record()) : Optional.empty();
    }

    private FirmwareException unanswered() {
        return Failure.of(FailureReason.CANCELLED, operation(), "this needs a yes, and nobody can answer here")
                .next("Add --yes to go ahead without being asked.")
                .asException();
    }

    private FirmwareException serviceGone(IllegalStateException cause) {
        return new FirmwareException(
                Failure.of(
                                FailureReason.DEVICE_GONE,
                                operation(),
                                "the service went away while the command ran: its device, or the bundle that drives it, was"
                                        + " stopped")
                        .next("Look at " + whereToLook() + ", then try again."),
                cause);
    }

    /**
     * What the user typed is not allowed.
     *
     * @param message what, and what is
     * @return the failure
     */
    protected final Failure invalid(String message) {
        return Failure.of(FailureReason.INVALID_VALUE, operation(), message);
    }
}
