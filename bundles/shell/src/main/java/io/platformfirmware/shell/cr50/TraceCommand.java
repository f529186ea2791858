// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.LiveDevices;
import io.platformfirmware.shell.PrinterThread;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkTransaction;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.osgi.framework.BundleContext;

/** {@code cr50:trace}. */
@Service
@Command(
        scope = "cr50",
        name = "trace",
        description = "Show the newest transactions on the wire to a chip, decoded.",
        detailedDescription = """
                One row for each access to a register: when it began, from the first row on, in milliseconds; the register; \
                the bytes and what they mean; how many bytes the chip let pass before it was ready; how it was waited for \
                before (edge of the ready line, delay, or an edge that was missed); how long it took, in microseconds. Of \
                commands and responses the header alone is kept, because the rest may be secret, unless the setting traceData \
                allows more; how many transactions are kept is the setting traceLength.

                With --follow it goes on with what happens from now on, until Ctrl-C: without a device for all of them, also \
                those that come later. It goes on when a device or the service is stopped and started. Lines with dashes tell \
                what is missing. With --json one document for each thing that happens, with --no-format rows of device, kind \
                (transaction, gap, came or gone) and the rest.

                Exit status:
                  0  shown; with --follow: ended by Ctrl-C, or because nobody reads what it prints
                  1  the number is not allowed
                  2  there is nothing to show
                  3  no such device
                  4  the device went away; with --follow: the commands themselves were stopped""")
public final class TraceCommand extends ArgumentCommand {

    private static final int USUAL = 20;
    private static final int MOST = 65536;

    @Argument(index = 0, name = "count", description = "How many transactions, 1 to 65536.", valueToShowInHelp = "20")
    @Completion(OptionCompleter.class)
    String count;

    @Option(name = "-f", aliases = "--follow", description = "Go on with what happens from now on. Ctrl-C ends it.")
    boolean follow;

    /** How often to look for more; a test has its own. */
    Duration tick = Duration.ofMillis(100);

    @Reference
    private BundleContext context;

    @Override
    protected int run() throws FirmwareException {
        final int wanted = count == null ? USUAL : count(count, MOST, "transactions");
        if (follow) {
            return follow(wanted);
        }
        final Cr50 device = device();
        final List<LinkTransaction> transactions = device.trace(wanted);
        if (json) {
            print(document(device)
                    .add("transactions", FirmwareJson.array(transactions, TpmJson::transaction))
                    .build());
        } else if (!transactions.isEmpty()) {
            TraceTable.print(screen(), transactions);
        } else if (!screen().plain()) {
            print(device.deviceId()
                    + ": there is no transaction: the chip was not accessed yet, or the setting traceLength is 0");
        }
        return transactions.isEmpty() ? ExitStatus.NOTHING_DONE : ExitStatus.DONE;
    }

    private int follow(int wanted) throws FirmwareException {
        final LiveDevices<Cr50> devices = new LiveDevices<>(context, Cr50.class);
        final Predicate<String> followed = id -> deviceId == null || deviceId.equals(id);
        final Set<String> present = new LinkedHashSet<>(devices.ids());
        present.removeIf(followed.negate());
        final TraceView view = json ? new TraceJson(System.out) : new TraceText(screen(), present);
        // last: what is printed behind it forgets an interrupt, and one that comes meanwhile is meant
        remark("", devices.announce(present, deviceId, "Cr50 or Ti50 chip"));
        final TraceFollower follower = new TraceFollower(view, devices, followed, present, wanted, tick);
        // what goes to standard output is seen when the console is flushed behind it, which Karaf does at the end only
        final PrinterThread printer =
                new PrinterThread("cr50-trace", List.of(System.out, session.getConsole()), follower);
        try {
            printer.start();
            printer.await();
        } catch (final InterruptedException e) {
            // the way in which it is meant to end
            return ExitStatus.DONE;
        } finally {
            printer.stop();
        }
        if (printer.isOrphaned()) {
            throw Failure.of(FailureReason.DEVICE_GONE, operation(), "the bundle of the commands was stopped")
                    .next("Start cr50:trace --follow again.")
                    .asException();
        }
        return ExitStatus.DONE;
    }
}
