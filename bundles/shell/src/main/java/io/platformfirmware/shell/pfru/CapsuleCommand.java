// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.shell.Block;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Text;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.CheckReport;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code pfru:capsule}. */
@Service
@Command(
        scope = "pfru",
        name = "capsule",
        description = "Show what is in a capsule file; needs no device.",
        detailedDescription = """
                Shows the whole header tree with the offset of each field, as far as it can be read; which rules of \
                structure do not hold (with --all, --json and --no-format: every rule); and apart from that what Linux's \
                driver would do with the file, for each of the two rules that kernels have for the versions of driver \
                updates: by runtime version, or by SVN since commit 8151320c747e (6.17; 6.16.y, 6.12.44, 6.1.149). Against \
                the versions of a device: pfru:check.

                Exit status:
                  0  a well-formed capsule
                  1  not a well-formed capsule
                  3  no such file""")
public final class CapsuleCommand extends ArgumentCommand {

    @Argument(index = 0, name = "file", description = "The capsule file.", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Option(name = "-a", aliases = "--all", description = "Show the rules that hold too.")
    boolean all;

    @Override
    protected int run() throws FirmwareException {
        final CapsuleFile read = new CapsuleFiles(session, operation()).read(file);
        final CheckReport report = CheckReport.offline(read);
        if (json) {
            print(FirmwareJson.document("check", FirmwareJson.report(report)));
        } else {
            print(read, report);
        }
        return report.accepted() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    private void print(CapsuleFile read, CheckReport report) throws FirmwareException {
        final Screen screen = screen();
        new Block()
                .add("File", read.source())
                .add("Size", Text.count(read.size(), "byte"))
                .add("SHA-256", read.sha256())
                .print(screen);
        separate(screen);
        new StructureView(report.structure()).print(screen);
        separate(screen);
        final CheckView view = new CheckView(report);
        view.print(screen, all);
        view.printLinux(screen);
        separate(screen);
        new Block().add("Verdict", verdict(read, report)).print(screen);
    }

    private static void separate(Screen screen) {
        if (!screen.plain()) {
            screen.out().println();
        }
    }

    private static String verdict(CapsuleFile read, CheckReport report) throws FirmwareException {
        return report.accepted()
                ? "a well-formed capsule: " + Versions.of(Capsule.parse(read).summary())
                : "not a well-formed capsule: " + CheckView.rules(report.failures());
    }
}
