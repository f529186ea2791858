// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryEvent;
import io.platformfirmware.telemetry.TelemetryListener;
import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.telemetry.TelemetrySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.ServiceRegistration;

/** Telemetry in our distribution: settings from every side, and followers that go on whatever is stopped under them. */
public class TelemetryIT extends AssemblyTest {

    private static final String PFRT = "io.platformfirmware.pfrt";
    private static final String SIMULATOR = "io.platformfirmware.simulator";
    private static final String DEVICE = "pfrt-sim0";
    private static final TelemetrySettings START = new TelemetrySettings(LogLevel.INFO, LogType.EXECUTION, 1);

    @After
    public void asItWas() throws Exception {
        bundle(SIMULATOR_BUNDLE).start();
        bundle(PFRT_BUNDLE).start();
        configure(SIMULATOR, Map.of());
        withSimulator();
        configure(PFRT, Map.of("logLevel", "info", "logType", "execution", "logRevision", "1"));
        eventually("as at the start", () -> telemetry(DEVICE).settings().equals(START));
        configure(PFRT, Map.of());
        eventually("one device", () -> !hasDevice("pfrt-sim1"));
    }

    @Test
    public void anotherBundleChangesEachSetting() throws Exception {
        final TelemetryService service = telemetry(DEVICE);

        configure(PFRT, Map.of("logLevel", "verbose"));
        eventually(
                "verbose",
                () -> service.settings().equals(new TelemetrySettings(LogLevel.VERBOSE, LogType.EXECUTION, 1)));
        // as the Web Console may store them: numbers, and not as text
        configure(PFRT, Map.of("logLevel", 0, "logType", 1, "logRevision", 2));
        eventually(
                "numbers", () -> service.settings().equals(new TelemetrySettings(LogLevel.ERROR, LogType.HISTORY, 2)));

        assertSame("no restart", service, telemetry(DEVICE));
    }

    @Test
    public void aChangedFileChangesTheLevel() throws Exception {
        // written once: another change might be read in the middle of the next test
        final Path file = Path.of(System.getProperty("karaf.etc"), PFRT + ".cfg");

        Files.writeString(file, "logLevel = warning\n");

        eventually("warning", () -> telemetry(DEVICE).settings().level() == LogLevel.WARNING);
    }

    @Test
    public void karafsOwnCommandsChangeTheLevel() throws Exception {
        done("config:property-set -p " + PFRT + " logLevel 4");

        eventually("verbose", () -> telemetry(DEVICE).settings().level() == LogLevel.VERBOSE);
    }

    @Test
    public void ourCommandChangesItForGoodOrUntilTheNextChange() throws Exception {
        done("pfrt:set --level verbose --type history");
        assertEquals(
                new TelemetrySettings(LogLevel.VERBOSE, LogType.HISTORY, 1),
                telemetry(DEVICE).settings());
        assertEquals(
                "verbose",
                configurationAdmin
                        .getConfiguration(PFRT, "?")
                        .getProperties()
                        .get("logLevel")
                        .toString());

        done("pfrt:set --runtime --level error -d " + DEVICE);

        assertEquals(LogLevel.ERROR, telemetry(DEVICE).settings().level());
        final String info = done("pfrt:info -d " + DEVICE);
        assertTrue(info, info.contains("error") && info.contains("verbose"));
    }

    @Test
    public void anInvalidValueLeavesTheLastGoodOnesAndIsVisible() throws Exception {
        final TelemetryService service = telemetry(DEVICE);
        configure(PFRT, Map.of("logLevel", "warning"));
        eventually("warning", () -> service.settings().level() == LogLevel.WARNING);

        for (final Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("logLevel", "3"),
                Map.of("logType", "2"),
                Map.of("logRevision", "7"),
                Map.of("followInterval", "soon"))) {
            configure(PFRT, wrong);
            final String key = wrong.keySet().iterator().next();
            eventually(
                    "a fault about " + key,
                    () -> service.settingsFault()
                            .filter(fault -> fault.message().contains(key))
                            .isPresent());
            final String info = done("pfrt:info -d " + DEVICE);
            assertTrue(info, info.contains(key + " = '" + wrong.get(key) + "'"));
        }
        assertEquals(LogLevel.WARNING, service.settings().level());
        assertNotEquals(0, type("pfrt:set --level 3").status());
        assertNotEquals(0, type("pfrt:set --runtime --revision 7 -d " + DEVICE).status());
    }

    @Test
    public void aDeviceThatComesLaterGetsTheSettingsAndBothAreFollowed() throws Exception {
        configure(PFRT, Map.of("logLevel", "verbose", "logType", "history", "followInterval", "50"));
        configure(SIMULATOR, Map.of("updateDevices", "2", "telemetryDevices", "2"));
        eventually("a second device", () -> hasDevice("pfrt-sim1") && hasDevice("pfru-sim1"));
        eventually(
                "its settings",
                () -> telemetry("pfrt-sim1")
                        .settings()
                        .equals(new TelemetrySettings(LogLevel.VERBOSE, LogType.HISTORY, 1)));
        final Path capsule = samples().resolve("good-driver-update-v2.cap");
        final Follower follower = new Follower();
        final ServiceRegistration<TelemetryListener> both = follow(follower, Map.of());
        try {
            eventually("both are followed", () -> follower.asked.size() == 2);

            done("pfru:update -d pfru-sim1 --yes " + capsule);
            done("pfru:update -d pfru-sim0 --yes " + capsule);

            eventually(
                    "both wrote",
                    () -> follower.text("pfrt-sim0").contains("VERB")
                            && follower.text("pfrt-sim1").contains("VERB"));
        } finally {
            both.unregister();
        }
        final Console.Answer ambiguous = type("pfrt:log");
        assertEquals(ambiguous.text(), 3, ambiguous.status());
        assertTrue(ambiguous.text(), ambiguous.text().contains("pfrt-sim1"));
    }

    @Test
    public void aFollowerGoesOnWhateverIsStoppedStartedOrUpdated() throws Exception {
        configure(SIMULATOR, Map.of("historyLogSize", "65536"));
        configure(PFRT, Map.of("logType", "history", "followInterval", "50"));
        eventually("the history", () -> telemetry(DEVICE).settings().type() == LogType.HISTORY);
        final Path folder = samples();
        final Path good = folder.resolve("good-driver-update-v2.cap");
        final Follower follower = new Follower();
        final ServiceRegistration<TelemetryListener> registered =
                follow(follower, Map.of(TelemetryListener.DEVICE_ID, DEVICE));
        try {
            eventually("followed", () -> follower.asked.contains(DEVICE));
            done("pfru:update -d pfru-sim0 --yes " + good);
            everyByteOnce(follower);

            bundle(PFRT_BUNDLE).stop();
            done("pfru:update -d pfru-sim0 --yes " + good);
            bundle(PFRT_BUNDLE).start();
            everyByteOnce(follower);

            done("pfru:update -d pfru-sim0 --yes " + good);
            bundle(PFRT_BUNDLE).update();
            done("pfru:update -d pfru-sim0 --yes " + good);
            everyByteOnce(follower);
            assertEquals("marks between", 0, follower.marks(DEVICE));

            for (final List<String> order :
                    List.of(List.of(SIMULATOR_BUNDLE, PFRT_BUNDLE), List.of(PFRT_BUNDLE, SIMULATOR_BUNDLE))) {
                follower.forget();
                for (final String name : order) {
                    bundle(name).stop();
                }
                for (final String name : order) {
                    bundle(name).start();
                }
                eventually("devices", () -> hasDevice("pfru-sim0") && hasDevice(DEVICE));
                eventually("the history", () -> telemetry(DEVICE).settings().type() == LogType.HISTORY);
                done("pfru:update -d pfru-sim0 --yes " + good);
                everyByteOnce(follower);
            }
        } finally {
            registered.unregister();
        }
    }

    @Test
    public void theFirmwaresOwnReasonStandsInTheResultAndInTheHistory() throws Exception {
        final Path refused = samples().resolve("refused-bad-signature.cap");

        final Console.Answer answer = type("pfru:update -d pfru-sim0 --yes " + refused);

        assertEquals(answer.text(), 1, answer.status());
        assertTrue(answer.text(), answer.text().contains("ERROR"));
        final String history = done("pfru:history -n 1 --json");
        assertTrue(
                history, history.contains("\"telemetry\":{\"deviceId\":\"pfrt-sim0\"") && history.contains("ERROR "));
    }

    /** What the follower was told is all that the history has got since it began, or since its last reset. */
    private void everyByteOnce(Follower follower) throws Exception {
        eventually("every byte", () -> {
            final String all = telemetry(DEVICE).snapshot().bytes().text();
            final String told = follower.text(DEVICE);
            return !told.isEmpty()
                    && all.endsWith(told)
                    && (follower.begin.length() + told.length() == all.length()
                            || follower.wasReset(DEVICE) && all.equals(told));
        });
    }

    private ServiceRegistration<TelemetryListener> follow(Follower follower, Map<String, Object> properties)
            throws Exception {
        follower.begin = telemetry(DEVICE).snapshot().bytes().text();
        follower.positions.put(DEVICE, telemetry(DEVICE).position());
        final Dictionary<String, Object> all = new Hashtable<>(properties);
        return context.registerService(TelemetryListener.class, follower, all);
    }

    /** Keeps what it is told, and goes on from there. */
    private static final class Follower implements TelemetryListener {

        private final Map<String, List<TelemetryEvent>> events = new ConcurrentHashMap<>();
        private final Map<String, LogPosition> positions = new ConcurrentHashMap<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private volatile String begin = "";

        @Override
        public void happened(String deviceId, TelemetryEvent event) {
            events.computeIfAbsent(deviceId, id -> new CopyOnWriteArrayList<>()).add(event);
            positions.put(deviceId, event.position());
        }

        @Override
        public Optional<LogPosition> resumeFrom(String deviceId) {
            asked.add(deviceId);
            return Optional.ofNullable(positions.get(deviceId));
        }

        void forget() {
            events.clear();
        }

        /** Everything since the last reset. */
        String text(String deviceId) {
            final StringBuilder text = new StringBuilder();
            for (final TelemetryEvent event : events.getOrDefault(deviceId, List.of())) {
                if (event instanceof LogReset) {
                    text.setLength(0);
                } else if (event instanceof LogWritten written) {
                    text.append(written.bytes().text());
                }
            }
            return text.toString();
        }

        boolean wasReset(String deviceId) {
            return events.getOrDefault(deviceId, List.of()).stream().anyMatch(LogReset.class::isInstance);
        }

        long marks(String deviceId) {
            return events.getOrDefault(deviceId, List.of()).stream()
                    .filter(event -> !(event instanceof LogWritten))
                    .count();
        }
    }
}
