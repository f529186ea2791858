// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.tcti;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.ShellCommand;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.tpm.TpmServer;
import io.platformfirmware.tpm.TpmServerClient;
import io.platformfirmware.tpm.TpmServerListener;
import io.platformfirmware.tpm.TpmServerState;
import io.platformfirmware.tpm.TpmServerTotals;
import java.util.List;
import java.util.Objects;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code tcti:status}. */
@Service
@Command(
        scope = "tcti",
        name = "status",
        description = "Show the socket server for TPM stacks of other programs, and who is connected.",
        detailedDescription = """
                What the server listens to, the TPM behind it, what was counted since its bundle was started, and a row for \
                each connection: how many of its commands the TPM has answered, how many were not, what waits or runs, and \
                how many objects and sessions are flushed when it vanishes. A client of mssim has two connections; one of \
                swtpm comes anew for each command. A narrow terminal leaves out the times and the bytes. The TPM is not asked.

                With --no-format each row begins with what it is: about, listener or client.

                Exit status:
                  0  shown
                  2  the server is switched off
                  3  there is no server""")
public final class StatusCommand extends ShellCommand {

    private static final String LISTENS = "listens";

    @Reference
    private List<TpmServer> servers;

    @Override
    protected int run() throws FirmwareException {
        final TpmServerState state = servers.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> none().asException())
                .state();
        if (json) {
            print(FirmwareJson.document("server", TpmJson.server(state)));
        } else {
            print(state);
        }
        return state.listeners().isEmpty() ? ExitStatus.NOTHING_DONE : ExitStatus.DONE;
    }

    @Override
    protected String whereToLook() {
        return "bundle:list";
    }

    private void print(TpmServerState state) {
        final boolean plain = screen().plain();
        about(state, plain).print(screen());
        if (!state.listeners().isEmpty()) {
            gap(plain);
            listeners(state.listeners()).print(screen());
        }
        if (!state.clients().isEmpty()) {
            gap(plain);
            clients(state.clients()).print(screen());
        }
    }

    private void gap(boolean plain) {
        if (!plain) {
            print("");
        }
    }

    private static Block about(TpmServerState state, boolean plain) {
        final TpmServerTotals totals = state.totals();
        final Block block = new Block();
        if (state.listeners().isEmpty()) {
            block.add(name("Server", plain), "off: neither mssimPort nor swtpmPort nor unixSocket is set");
        }
        block.add(
                        name("Device", plain),
                        state.deviceId().or(state::deviceTrouble).orElse(Text.NONE))
                .add(name("Connections", plain), connections(state))
                .add(name("Commands", plain), totals.commands() + " answered, " + totals.errors() + " not")
                .add(name("Bytes", plain), totals.bytesIn() + " in, " + totals.bytesOut() + " out")
                .add(name("Flushed", plain), Text.count(totals.flushed(), "handle") + " of clients that have vanished");
        state.settingsFault().ifPresent(fault -> {
            block.add(name("Not in force", plain), fault);
            fault.nextStep().ifPresent(step -> block.add(name("Next", plain), step));
        });
        return block;
    }

    private static String connections(TpmServerState state) {
        final TpmServerTotals totals = state.totals();
        return state.clients().size() + " now, " + totals.connections() + " in all; " + totals.turnedAway()
                + " turned away, " + totals.dropped() + " dropped";
    }

    private static String name(String name, boolean plain) {
        return plain ? "about\t" + name : name;
    }

    private static Table listeners(List<TpmServerListener> listeners) {
        final Table table = new Table("listener")
                .text("Protocol")
                .text("Port")
                .text("Address")
                .toned("State", state -> state.equals(LISTENS) ? Tone.GOOD : Tone.BAD);
        listeners.forEach(listener -> table.row(
                listener.port().protocol(),
                listener.port().channel(),
                listener.address(),
                listener.trouble().orElse(LISTENS)));
        return table;
    }

    private static Table clients(List<TpmServerClient> clients) {
        final Table table = new Table("client")
                .number("Client")
                .text("Protocol")
                .text("Port")
                .text("Peer")
                .spare("Since")
                .number("Commands")
                .number("Errors")
                .spare("Bytes in")
                .spare("Bytes out")
                .text("In flight")
                .number("Handles");
        clients.forEach(client -> table.row(
                client.number(),
                client.port().protocol(),
                client.port().channel(),
                client.peer(),
                Text.exactTime(client.since()),
                client.commands(),
                client.errors(),
                client.bytesIn(),
                client.bytesOut(),
                client.inFlight().orElse(Text.NONE),
                client.handles()));
        return table;
    }

    private Failure none() {
        return Failure.of(FailureReason.DEVICE_NOT_FOUND, operation(), "there is no TPM server")
                .likely("its service is not running: start the bundle io.platformfirmware.tcti, or install it:"
                        + " feature:install tcti");
    }
}
