// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.TpmServer;
import io.platformfirmware.tpm.VirtualTpm;
import io.platformfirmware.update.FirmwareUpdateService;
import io.platformfirmware.update.UpdateHistory;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.impl.action.command.ActionCommand;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.action.osgi.RegistryImpl;
import org.apache.karaf.shell.support.parsing.DefaultParser;
import org.osgi.service.cm.ConfigurationAdmin;

/** Karaf's own way from a command line to an exit status, without OSGi: its parser, injection, options and help. */
public final class Karaf {

    /**
     * What a command came to.
     *
     * @param status its exit status
     * @param out what goes through a pipe
     * @param console what goes to the user past any pipe
     */
    public record Result(int status, String out, String console) {}

    public final List<FirmwareUpdateService> devices = new ArrayList<>();
    public final List<TelemetryService> telemetry = new CopyOnWriteArrayList<>();
    public final List<Cr50> chips = new CopyOnWriteArrayList<>();
    public final List<TpmServer> servers = new ArrayList<>();
    public final List<VirtualTpm> virtualTpms = new ArrayList<>();
    public final List<UpdateHistory> histories = new ArrayList<>();
    public final List<ConfigurationAdmin> configurationAdmins = new ArrayList<>();
    public final FakeFramework framework = new FakeFramework(telemetry, chips);
    public final FakeSession session;

    private final Registry registry = new RegistryImpl(null);
    private final ManagerImpl manager = new ManagerImpl(registry, registry);
    private final List<Class<? extends Completer>> completers;
    private Consumer<Action> setUp = action -> {};
    private volatile boolean hungUp;
    private Consumer<String> observer = printed -> {};

    public Karaf(List<Class<? extends Action>> commands, List<Class<? extends Completer>> completers) {
        session = new FakeSession(registry);
        registry.register(session);
        registry.register(() -> cast(devices), cast(FirmwareUpdateService.class));
        registry.register(() -> cast(telemetry), cast(TelemetryService.class));
        registry.register(() -> cast(chips), cast(Cr50.class));
        registry.register(() -> cast(servers), cast(TpmServer.class));
        registry.register(() -> cast(virtualTpms), cast(VirtualTpm.class));
        registry.register(framework.context());
        registry.register(() -> cast(histories), cast(UpdateHistory.class));
        registry.register(() -> cast(configurationAdmins), cast(ConfigurationAdmin.class));
        commands.forEach(command -> registry.register(new Prepared(command)));
        this.completers = completers;
    }

    /** What Karaf does when a service comes or goes: it makes new completers, which see the services of this moment. */
    public void servicesChanged() {
        completers.forEach(manager::unregister);
        completers.forEach(manager::register);
    }

    /** Changes each command before it runs. */
    public void setUp(Consumer<Action> change) {
        setUp = change;
    }

    /** Tells of all output at the moment when it is printed. */
    public void observe(Consumer<String> printed) {
        observer = printed;
    }

    /** The user's connection breaks: nothing can be printed any more. */
    public void hangUp() {
        hungUp = true;
    }

    private PrintStream printer(OutputStream to) {
        return new PrintStream(
                new FilterOutputStream(to) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        flush();
                        observer.accept(new String(bytes, offset, length, StandardCharsets.UTF_8));
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void flush() throws IOException {
                        if (hungUp) {
                            throw new IOException("channel is closed");
                        }
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    /** Runs one command line. */
    public Result run(String line) throws Exception {
        final String[] words =
                new DefaultParser().parse(session, line, line.length()).getArguments();
        final List<Object> arguments = List.copyOf(Arrays.asList(words).subList(1, words.length));
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream console = new ByteArrayOutputStream();
        final PrintStream realOut = System.out;
        System.setOut(printer(out));
        session.console = printer(console);
        try {
            final Object status = command(words[0]).execute(session, arguments);
            return new Result(
                    status == null ? 0 : (Integer) status,
                    out.toString(StandardCharsets.UTF_8),
                    console.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
        }
    }

    /** The command with this name, for example {@code pfru:list}. */
    public Command command(String name) {
        final String[] parts = name.split(":");
        return registry.getCommand(parts[0], parts[1]);
    }

    // Karaf's registry takes a factory of a list for a service of its element type
    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value) {
        return (T) value;
    }

    private final class Prepared extends ActionCommand {

        private Prepared(Class<? extends Action> command) {
            super(manager, command);
        }

        @Override
        protected Action createNewAction(org.apache.karaf.shell.api.console.Session of) {
            final Action action = super.createNewAction(of);
            setUp.accept(action);
            return action;
        }
    }
}
