// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.device.KernelLogEntry;
import io.platformfirmware.device.KernelMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages of the update driver: those that Linux 6.1 logged, and the texts of Linux 6.17 in the same form. */
final class KernelTexts {

    static final String DEVICE = "INTC1080:00";
    static final int KERNEL_DEBUG = 7;
    static final int USER_WARNING = 12;

    /** The formats of Linux 6.1, as its control file listed them. */
    static final Set<String> LINUX_6_1 = Set.of(
            "Error Status:%d\\n",
            "Error Extended Status:%d\\n",
            "Update result:\\n",
            "Authentication Time Low:%lld\\n",
            "Authentication Time High:%lld\\n",
            "Execution Time Low:%lld\\n",
            "Execution Time High:%lld\\n",
            "Missing _DSM\\n");

    /** Some of the formats of Linux 6.17. */
    static final Set<String> LINUX_6_17 =
            Set.of("Query cap Error Status:%d\\012", "Invalid image type\\012", "Update result:\\012");

    private static final Pattern RECORD = Pattern.compile("(\\d+),(\\d+),(\\d+),-;(.*)");

    private KernelTexts() {}

    /** What Linux 6.1 logged in a run: for each mark that the run wrote to the log, what followed it. */
    static Map<String, List<KernelLogEntry>> recorded() {
        final Map<String, List<KernelLogEntry>> sections = new HashMap<>();
        List<KernelLogEntry> section = new ArrayList<>();
        for (final String line : lines("kmsg-linux-6.1.txt")) {
            final Matcher record = RECORD.matcher(line);
            if (!record.matches()) {
                section.set(section.size() - 1, with((KernelMessage) section.get(section.size() - 1), line.strip()));
            } else if (record.group(4).startsWith("MARK ")) {
                section = new ArrayList<>();
                sections.put(record.group(4).substring("MARK ".length()), section);
            } else {
                section.add(new KernelMessage(
                        Integer.parseInt(record.group(1)),
                        Long.parseLong(record.group(2)),
                        Duration.ofNanos(Long.parseLong(record.group(3)) * 1000),
                        record.group(4),
                        Map.of()));
            }
        }
        return sections;
    }

    /** Lines that the driver wrote about the device. */
    static List<KernelLogEntry> said(String... bodies) {
        final List<KernelLogEntry> said = new ArrayList<>();
        for (final String body : bodies) {
            said.add(message(
                    KERNEL_DEBUG,
                    "pfr_update " + DEVICE + ": " + body,
                    Map.of("SUBSYSTEM", "platform", "DEVICE", "+platform:" + DEVICE)));
        }
        return said;
    }

    static KernelMessage message(int priority, String text, Map<String, String> dictionary) {
        return new KernelMessage(priority, 1, Duration.ZERO, text, dictionary);
    }

    private static KernelMessage with(KernelMessage message, String entry) {
        final Map<String, String> dictionary = new HashMap<>(message.dictionary());
        dictionary.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
        return new KernelMessage(message.priority(), message.sequence(), message.time(), message.text(), dictionary);
    }

    private static List<String> lines(String resource) {
        try (InputStream in = KernelTexts.class.getResourceAsStream("/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
