// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.shell.FakeConfigurationAdmin;
import io.platformfirmware.shell.Karaf;
import io.platformfirmware.shell.Patience;
import io.platformfirmware.shell.completion.DeviceCompleter;
import io.platformfirmware.shell.completion.DigestCompleter;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.shell.completion.RecordCompleter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;

/** The scope pfru with one device, a history and Configuration Admin, all fakes. */
final class Pfru {

    static final List<Class<? extends Action>> COMMANDS = List.of(
            ListCommand.class,
            InfoCommand.class,
            CapsuleCommand.class,
            CheckCommand.class,
            LoadCommand.class,
            StageCommand.class,
            ActivateCommand.class,
            UpdateCommand.class,
            RevisionCommand.class,
            HistoryCommand.class);

    final Karaf karaf = new Karaf(
            COMMANDS,
            List.of(DeviceCompleter.class, DigestCompleter.class, OptionCompleter.class, RecordCompleter.class));
    final FakeUpdateService device = new FakeUpdateService("pfru0");
    final FakeHistory history = new FakeHistory();
    final FakeConfigurationAdmin configurationAdmin = new FakeConfigurationAdmin(RevisionCommand.PID);

    private final Path folder;

    Pfru(Path folder) {
        this.folder = folder;
        karaf.devices.add(device);
        karaf.histories.add(history);
        karaf.configurationAdmins.add(configurationAdmin.service());
        karaf.session.currentDir = folder;
        karaf.setUp(action -> {
            if (action instanceof RevisionCommand command) {
                command.patience = new Patience(3, Duration.ZERO);
            }
        });
    }

    Karaf.Result run(String line) throws Exception {
        return karaf.run(line);
    }

    void file(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
