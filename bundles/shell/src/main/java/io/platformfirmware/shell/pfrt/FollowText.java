// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrt;

import io.platformfirmware.Failure;
import io.platformfirmware.shell.LogLines;
import io.platformfirmware.shell.LogText;
import io.platformfirmware.shell.Screen;
import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The firmware's lines as it writes them, and between them marks with dashes where something happened to the log. As soon as there
 * are several devices each line says which one wrote it. For a program: rows of device, kind and text.
 */
final class FollowText implements FollowView {

    private static final String LINE = "line";

    private final Screen screen;
    private final Map<String, LogLines> logs = new HashMap<>();
    private final Set<String> known;

    /** The device whose line stands on the screen without its end; null when the screen is at the start of a line. */
    private String begunBy;

    private Tone begunTone = Tone.PLAIN;

    /**
     * Nothing is shown yet.
     *
     * @param followed the devices that are there
     */
    FollowText(Screen screen, Set<String> followed) {
        this.screen = screen;
        this.known = new HashSet<>(followed);
    }

    @Override
    public void happened(String deviceId, TelemetryEvent event) {
        if (event instanceof LogWritten written) {
            log(deviceId).add(written.bytes()).forEach(line -> line(deviceId, line));
        } else {
            endLine(deviceId);
            mark(deviceId, kind(event), prefix(deviceId), LogText.sentence(event));
        }
    }

    @Override
    public void unreadable(String deviceId, Failure why) {
        endLine(deviceId);
        final String error =
                why.systemError().map(answer -> " (" + answer + ")").orElse("");
        final String next = why.nextStep().map(step -> "; next: " + step).orElse("");
        mark(deviceId, "unreadable", prefix(deviceId), "can not be read now: " + why.message() + error + next);
    }

    @Override
    public void came(String deviceId) {
        known.add(deviceId);
        mark(deviceId, "came", "", deviceId + " is there");
    }

    @Override
    public void gone(String deviceId) {
        endLine(deviceId);
        mark(deviceId, "gone", "", deviceId + " is gone; waiting for it");
    }

    @Override
    public void pause() {
        if (!screen.plain()) {
            logs.forEach((deviceId, log) -> begin(deviceId, log.begun()));
        }
    }

    @Override
    public void end() {
        logs.keySet().forEach(this::endLine);
        breakLine();
    }

    private LogLines log(String deviceId) {
        known.add(deviceId);
        return logs.computeIfAbsent(deviceId, id -> new LogLines());
    }

    private void line(String deviceId, String line) {
        if (screen.plain()) {
            screen.out().println(deviceId + "\t" + LINE + "\t" + line);
        } else if (deviceId.equals(begunBy)) {
            screen.out().println(screen.toned(begunTone, line));
            begunBy = null;
        } else {
            breakLine();
            screen.out().println(prefix(deviceId) + screen.toned(LogText.tone(line), line));
        }
    }

    private void begin(String deviceId, String start) {
        if (start.isEmpty()) {
            return;
        }
        if (!deviceId.equals(begunBy)) {
            breakLine();
            begunBy = deviceId;
            begunTone = LogText.tone(start);
            screen.out().print(prefix(deviceId));
        }
        screen.out().print(screen.toned(begunTone, start));
    }

    /** What there is of a line is all of it: something else comes. */
    private void endLine(String deviceId) {
        if (logs.containsKey(deviceId)) {
            logs.get(deviceId).rest().ifPresent(rest -> line(deviceId, rest));
        }
    }

    private void breakLine() {
        if (begunBy != null) {
            screen.out().println();
            begunBy = null;
        }
    }

    private void mark(String deviceId, String kind, String prefix, String sentence) {
        final String safe = Text.printable(sentence);
        if (screen.plain()) {
            screen.out().println(deviceId + "\t" + kind + "\t" + safe);
        } else {
            breakLine();
            screen.out().println(prefix + screen.toned(Tone.FAINT, "--- " + safe + " ---"));
        }
    }

    private static String kind(TelemetryEvent event) {
        if (event instanceof LogGap) {
            return "gap";
        }
        return event instanceof LogTypeChange ? "type-change" : "reset";
    }

    private String prefix(String deviceId) {
        return known.size() > 1 ? deviceId + ": " : "";
    }
}
