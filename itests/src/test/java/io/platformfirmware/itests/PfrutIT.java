// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.CapsuleFile;
import io.platformfirmware.update.UpdatePhase;
import io.platformfirmware.update.UpdateRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * Every option, rule and error of {@code pfrut}, over the simulator, to the byte: what it prints and its exit status stand in
 * {@code pfrut.txt}, for each generation of Linux's tool.
 */
public class PfrutIT extends AssemblyTest {

    private static final String SIMULATOR = "io.platformfirmware.simulator";
    private static final String GPIO_CHIP = "io.platformfirmware.device.GpioChip";
    private static final String PLAYED = "=%$";
    private static final String GPIO_CHIPS = "tpmChips";

    private static final long LONGEST_UPDATE_SECONDS = 30;

    private Path folder;
    private boolean chip;
    private CharChannel held;

    @Before
    public void samplesAndFilesThatAreNone() throws Exception {
        folder = samples();
        Files.createFile(folder.resolve("nothing.cap"));
        Files.copy(folder.resolve("good-code-injection-v1.cap"), folder.resolve("two words.cap"));
    }

    @After
    public void asItWas() throws Exception {
        unlock();
        powerOn();
        withSimulator();
    }

    @Test
    public void theLinesOfLinux5_17() throws Exception {
        assertLines("5.17");
    }

    @Test
    public void theLinesOfLinux6_3() throws Exception {
        assertLines("6.3");
    }

    @Test
    public void theLinesOfLinux6_10() throws Exception {
        assertLines("6.10");
    }

    @Test
    public void anotherOperationIsInFlight() throws Exception {
        simulate(List.of("startMillis=3000"));
        final Capsule capsule = Capsule.parse(CapsuleFile.read(folder.resolve("good-code-injection-v1.cap")));
        final CountDownLatch staging = new CountDownLatch(1);
        final ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            final Future<UpdateRecord> update =
                    other.submit(() -> device("pfru-sim0").update(capsule, progress -> {
                        if (progress.phase() == UpdatePhase.STAGE) {
                            staging.countDown();
                        }
                    }));
            assertTrue(staging.await(LONGEST_UPDATE_SECONDS, TimeUnit.SECONDS));

            assertEquals("""
                    ? 1
                    > Load -1 bytes of capsule file into the system
                    ! Failed to load capsule file: Device or resource busy
                    ! Reason: pfru-sim0: load of capsule eb8c5f45678d: the device is in the middle of another operation: update of \
                    capsule 41cdd7b7e120
                    ! Next: Try again when it is done; pfru:history shows its outcome.
                    """, run("6.10", List.of("-l", "good-driver-update-v1.cap", "-u")));

            assertEquals(
                    UpdateRecord.Outcome.SUCCEEDED,
                    update.get(LONGEST_UPDATE_SECONDS, TimeUnit.SECONDS).outcome());
        } finally {
            other.shutdownNow();
        }
    }

    private void assertLines(String version) throws Exception {
        final List<String> script = new PfrutLines(version).read();
        final StringBuilder played = new StringBuilder();
        for (final String line : script) {
            if (PLAYED.indexOf(line.charAt(0)) >= 0) {
                played.append(line)
                        .append('\n')
                        .append(play(version, line.charAt(0), PfrutLines.words(line.substring(1))));
            }
        }
        assertEquals(String.join("\n", script), played.toString().stripTrailing());
    }

    /** What it prints. */
    private String play(String version, char what, List<String> words) throws Exception {
        switch (what) {
            case '=' -> powerOn();
            case '%' -> prepare(version, words);
            default -> {
                return run(version, words);
            }
        }
        return "";
    }

    private String run(String version, List<String> words) throws Exception {
        final StringBuilder call = new StringBuilder(folder + "\0-V\0" + version + "\0");
        words.forEach(word -> call.append(word).append('\0'));
        final String command = "pfru:pfrutcall '"
                + Base64.getEncoder().encodeToString(call.toString().getBytes(StandardCharsets.UTF_8)) + "'";
        final List<Console.Answer> answers = new ArrayList<>();
        // Karaf takes the commands away for a moment when a service comes or goes that one of them wants
        eventually(command, () -> {
            answers.add(0, type(command));
            return !answers.get(0).text().startsWith("Command not found");
        });
        assertEquals(answers.get(0).text(), 0, answers.get(0).status());
        return PfrutLines.of(answers.get(0).text(), folder.toString());
    }

    /** The firmware as it is after power on, and a service that has seen nothing yet. */
    private void powerOn() throws Exception {
        configure(SIMULATOR, Map.of());
        final Bundle simulator = bundle(SIMULATOR_BUNDLE);
        simulator.stop();
        simulator.start();
        eventually("devices", () -> hasDevice("pfru-sim0") && hasDevice("pfrt-sim0") && hasChip());
        chip = true;
    }

    private boolean hasChip() throws Exception {
        return context.getServiceReferences(GPIO_CHIP, "(simulated=true)") != null;
    }

    private void prepare(String version, List<String> words) throws Exception {
        switch (words.get(0)) {
            case "simulator" -> simulate(words.subList(1, words.size()));
            case "repeat" -> {
                for (int i = 0; i < Integer.parseInt(words.get(1)); i++) {
                    run(version, words.subList(2, words.size()));
                }
            }
            case "lock" -> lock(words.get(1));
            case "unlock" -> unlock();
            default -> throw new IllegalArgumentException(words.toString());
        }
    }

    private void simulate(List<String> assignments) throws Exception {
        final Map<String, Object> settings = new HashMap<>();
        assignments.forEach(one -> settings.put(one.split("=")[0], one.split("=")[1]));
        // the chips are what is changed last: that they are there, or not, tells that everything else is in force
        chip = !chip;
        settings.put(GPIO_CHIPS, chip ? "1" : "0");
        configure(SIMULATOR, settings);
        eventually("settings", () -> hasChip() == chip);
        for (final String kind : List.of("pfru-sim", "pfrt-sim")) {
            final String key = kind.equals("pfru-sim") ? "updateDevices" : "telemetryDevices";
            final int count = Integer.parseInt(settings.getOrDefault(key, "1").toString());
            eventually("services", () -> !hasDevice(kind + count) && (count == 0 || hasDevice(kind + (count - 1))));
        }
    }

    private void lock(String id) throws Exception {
        final ServiceReference<CharDevice> reference = context.getServiceReferences(
                        CharDevice.class, "(device.id=" + id + ")")
                .iterator()
                .next();
        held = context.getService(reference).open(CharDevice.Access.READ_WRITE);
        assertTrue(held.tryLock());
    }

    private void unlock() {
        if (held != null) {
            held.close();
            held = null;
        }
    }
}
