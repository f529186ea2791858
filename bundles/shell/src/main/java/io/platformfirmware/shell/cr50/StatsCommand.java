// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.json.TpmJson;
import io.platformfirmware.shell.ExitStatus;
import io.platformfirmware.shell.Table;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.LinkCounter;
import io.platformfirmware.tpm.LinkStatistics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code cr50:stats}. */
@Service
@Command(
        scope = "cr50",
        name = "stats",
        description = "Show what was counted on the link to a chip.",
        detailedDescription = """
                Since the service of this chip began, without asking the chip. Counters that are zero are left out, except \
                with --all and --json. With --no-format times are in nanoseconds.

                Exit status:
                  0  shown
                  2  nothing was counted yet
                  3  no such device
                  4  the device went away""")
public final class StatsCommand extends DeviceCommand {

    @Option(name = "-a", aliases = "--all", description = "Show the counters that are zero too.")
    boolean all;

    @Override
    protected int run() throws FirmwareException {
        final Cr50 device = device();
        final LinkStatistics statistics = device.statistics();
        final List<LinkCounter> shown = grouped().stream()
                .filter(counter -> all || statistics.get(counter) != 0)
                .toList();
        if (json) {
            print(document(device)
                    .add("statistics", TpmJson.statistics(statistics))
                    .build());
            return ExitStatus.DONE;
        }
        if (shown.isEmpty()) {
            if (!screen().plain()) {
                print(device.deviceId() + ": nothing was counted yet; --all shows every counter");
            }
            return ExitStatus.NOTHING_DONE;
        }
        final boolean plain = screen().plain();
        final Table table = new Table().text("About").text("Counter").number("Count");
        shown.forEach(counter -> {
            final long count = statistics.get(counter);
            table.row(
                    CounterText.group(counter),
                    CounterText.label(counter),
                    plain ? Long.toString(count) : CounterText.value(counter, count));
        });
        table.print(screen());
        return ExitStatus.DONE;
    }

    private static List<LinkCounter> grouped() {
        final Map<String, List<LinkCounter>> groups = Arrays.stream(LinkCounter.values())
                .collect(Collectors.groupingBy(CounterText::group, LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream().flatMap(List::stream).toList();
    }
}
