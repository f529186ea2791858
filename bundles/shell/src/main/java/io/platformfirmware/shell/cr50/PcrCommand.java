// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Table;
import io.platformfirmware.shell.completion.OptionCompleter;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.PcrBank;
import io.platformfirmware.tpm.PcrValues;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code cr50:pcr}. */
@Service
@Command(
        scope = "cr50",
        name = "pcr",
        description = "Show platform configuration registers (PCRs) of the TPM.",
        detailedDescription = """
                Reads all 24, or those that are named: numbers and ranges, as in 0-7,10 17. A TPM gives 8 at a time, so they \
                come in parts (TPM2_PCR_Read); where PCRs were changed between two parts all of it is read again, five times \
                at most, so that the table is of one moment. Where it is not, it says so.

                Exit status:
                  0  shown
                  1  the TPM answered with an error code, has no such bank, or the arguments are wrong
                  2  cancelled
                  3  no such device
                  4  the device or the way to it failed""")
public final class PcrCommand extends WordsCommand {

    @Argument(
            index = 0,
            name = "pcrs",
            description = "Which PCRs, for example 0-7,10; by default all. Options may stand behind them.",
            multiValued = true)
    @Completion(OptionCompleter.class)
    List<String> words = List.of();

    @Option(
            name = "-b",
            aliases = "--bank",
            description = "Which bank: sha1, sha256, sha384 or sha512.",
            valueToShowInHelp = "sha256")
    @Completion(
            value = StringsCompleter.class,
            values = {"sha1", "sha256", "sha384", "sha512"})
    String bank;

    @Override
    List<String> words() {
        return words;
    }

    @Override
    protected int run() throws FirmwareException {
        final SortedSet<Integer> pcrs = pcrs();
        final PcrBank wanted = bank();
        final Cr50 device = device();
        final Conversation conversation = conversation(device);
        final PcrReader.Reading reading = new PcrReader(
                        command -> conversation.send(command, Optional.empty()), device.deviceId(), operation())
                .read(wanted, pcrs);
        final PcrValues values = reading.values();
        if (values.digests().isEmpty()) {
            throw invalid("the TPM has none of these PCRs in bank " + wanted)
                    .on(device.deviceId())
                    .next("Name another bank with --bank: " + PcrBank.ALLOWED + ".")
                    .asException();
        }
        if (json) {
            print(document(device)
                    .add("pcrs", TpmJson.pcrs(values))
                    .add("oneMoment", reading.oneMoment())
                    .build());
            return ExitStatus.DONE;
        }
        print(values);
        tell(device, reading, pcrs);
        return ExitStatus.DONE;
    }

    private void print(PcrValues values) {
        final Table table = new Table().number("PCR").text(values.bank().id().toUpperCase(Locale.ROOT));
        values.digests().forEach((pcr, digest) -> table.row(pcr, HexFormat.of().formatHex(digest)));
        table.print(screen());
    }

    private void tell(Cr50 device, PcrReader.Reading reading, SortedSet<Integer> asked) {
        final SortedSet<Integer> missing = new TreeSet<>(asked);
        missing.removeAll(reading.values().digests().keySet());
        if (!missing.isEmpty()) {
            warn(
                    "Warning: ",
                    device.deviceId() + ": not in this bank: "
                            + missing.stream().map(pcr -> "PCR " + pcr).collect(Collectors.joining(", ")));
        }
        if (!reading.oneMoment()) {
            warn(
                    "Warning: ",
                    device.deviceId()
                            + ": these are not of one moment: PCRs were changed each time while they were read");
        }
    }

    private SortedSet<Integer> pcrs() throws FirmwareException {
        try {
            return PcrList.parse(arguments());
        } catch (final IllegalArgumentException e) {
            throw new FirmwareException(invalid(e.getMessage()), e);
        }
    }

    private PcrBank bank() throws FirmwareException {
        if (bank == null) {
            return PcrBank.SHA256;
        }
        return PcrBank.parse(bank)
                .orElseThrow(() -> invalid("--bank " + bank + " is not allowed: " + PcrBank.ALLOWED)
                        .asException());
    }
}
