// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/**
 * The watcher over a folder that imitates /dev. Where the rescan period is an hour, only what the kernel reports can make
 * a test pass; where it is a second, only the rescan can.
 */
class NodeWatcherTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private Tree tree;
    private NodeWatcher watcher;
    private final RecordingLogger log = new RecordingLogger();
    private final FakePublisher publisher = new FakePublisher();
    private final AtomicBoolean accessible = new AtomicBoolean(true);

    @BeforeEach
    void imitate() {
        tree = Tree.in(folder);
    }

    @AfterEach
    void stop() throws IOException {
        watcher.close();
        Tree.deleteLinks(folder);
        assertThat(publisher.known()).isEmpty();
        assertThat(threads()).isEmpty();
    }

    @Test
    void findsNodesThatAreThere() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_update1");

        watch(NEVER);

        publisher.awaitKnown("pfru0", "pfru1");
    }

    @Test
    void seesANodeComeAndGoAndComeBack() throws IOException {
        tree.withDev();
        watch(NEVER);
        log.awaitLine("No firmware update device");

        tree.withNode("acpi_pfr_update0");
        publisher.awaitKnown("pfru0");
        tree.withNode("acpi_pfr_update1");
        publisher.awaitKnown("pfru0", "pfru1");
        tree.without("acpi_pfr_update0");
        publisher.awaitKnown("pfru1");
        tree.withNode("acpi_pfr_update0");
        publisher.awaitKnown("pfru0", "pfru1");

        assertThat(publisher.events()).containsExactly("+pfru0", "+pfru1", "-pfru0", "+pfru0");
    }

    @Test
    void seesANodeReplaced() throws IOException {
        tree.withNode("acpi_pfr_update0", "null");
        watch(NEVER);
        publisher.awaitKnown("pfru0");

        tree.withNode("acpi_pfr_update0", "zero");

        publisher.awaitEvents("+pfru0", "-pfru0", "+pfru0");
    }

    @Test
    void seesAFileTurnIntoANode() throws IOException {
        tree.withDev();
        Files.writeString(tree.node("acpi_pfr_update0"), "capsule");
        watch(NEVER);
        log.awaitLine("it is a regular file");
        assertThat(publisher.events()).isEmpty();

        tree.withNode("acpi_pfr_update0");

        publisher.awaitKnown("pfru0");
    }

    @Test
    void seesTheFolderComeAndGoAndComeBack() throws IOException {
        watch(OFTEN);
        log.awaitLine("does not exist");

        tree.withNode("acpi_pfr_update0");
        publisher.awaitEvents("+pfru0");
        Files.move(tree.dev(), folder.resolve("aside"));
        publisher.awaitEvents("+pfru0", "-pfru0");
        tree.withNode("acpi_pfr_update0");
        publisher.awaitEvents("+pfru0", "-pfru0", "+pfru0");
    }

    @Test
    void watchesTheFolderThatTookTheOldOnesPlace() throws IOException {
        tree.withDev();
        watch(OFTEN);
        log.awaitLine("No firmware update device");
        Files.delete(tree.dev());
        log.awaitLine("the device folder " + tree.dev() + " does not exist");
        tree.withNode("acpi_pfr_update0");
        publisher.awaitKnown("pfru0");

        watcher.change(tree.settings("acpi_pfr_update*", NEVER));
        tree.withNode("acpi_pfr_update1");

        publisher.awaitKnown("pfru0", "pfru1");
    }

    @Test
    void publishesANodeThatMayNotBeOpenedAndAgainWhenItMay() throws IOException {
        accessible.set(false);
        tree.withNode("acpi_pfr_update0");
        watch(OFTEN);
        log.awaitLine("may not read and write");
        publisher.awaitEvents("+pfru0");

        accessible.set(true);

        publisher.awaitEvents("+pfru0", "-pfru0", "+pfru0");
        assertThat(log.lines(Level.WARN)).hasSize(1);
    }

    @Test
    void looksAgainSoonAtANodeThatMayNotBeOpenedYet() throws IOException {
        accessible.set(false);
        tree.withNode("acpi_pfr_update0");

        watch(NEVER);

        publisher.awaitEvents("+pfru0");
    }

    @Test
    void takesChangedSettingsAtOnceAndKeepsWhatStillMatches() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_update1").withNode("other2");
        watch(NEVER);
        publisher.awaitKnown("pfru0", "pfru1");

        watcher.change(tree.settings("*[02]", NEVER));

        publisher.awaitEvents("+pfru0", "+pfru1", "-pfru1", "+pfru2");
    }

    @Test
    void takesAChangedPatternOfOneKindWithoutTouchingTheOther() throws IOException {
        tree.withNode("acpi_pfr_update0").withNode("acpi_pfr_telemetry0").withNode("other1");
        watch(NEVER);
        publisher.awaitKnown("pfrt0", "pfru0");

        watcher.change(tree.settings("acpi_pfr_update*", "other*"));

        publisher.awaitEvents("+pfrt0", "+pfru0", "-pfrt0", "+pfrt1");
    }

    @Test
    void seesATelemetryNodeComeAndGo() throws IOException {
        tree.withNode("acpi_pfr_update0");
        watch(NEVER);
        publisher.awaitKnown("pfru0");
        log.awaitLine("No firmware telemetry device");

        tree.withNode("acpi_pfr_telemetry0");
        publisher.awaitKnown("pfrt0", "pfru0");
        tree.without("acpi_pfr_telemetry0");
        publisher.awaitKnown("pfru0");

        assertThat(publisher.events()).containsExactly("+pfru0", "+pfrt0", "-pfrt0");
    }

    @Test
    void seesAnSpiNodeAndAGpioChipComeAndGo() throws IOException {
        tree.withDev();
        watch(NEVER);
        log.awaitLine("No SPI device");
        log.awaitLine("No GPIO device");

        tree.withNode("spidev0.0");
        publisher.awaitKnown("spidev0.0");
        tree.withNode("gpiochip0");
        publisher.awaitKnown("gpiochip0", "spidev0.0");
        tree.without("spidev0.0");
        publisher.awaitKnown("gpiochip0");
        tree.without("gpiochip0");

        publisher.awaitEvents("+spidev0.0", "+gpiochip0", "-spidev0.0", "-gpiochip0");
        assertThat(publisher.services()).containsExactly("SpiDevice", "GpioChip");
    }

    @Test
    void takesAnotherFolderAtOnceAndWatchesIt() throws IOException {
        tree.withNode("acpi_pfr_update0");
        final Tree other = Tree.in(folder.resolve("other")).withNode("acpi_pfr_update1");
        watch(NEVER);
        publisher.awaitKnown("pfru0");

        watcher.change(other.settings());
        publisher.awaitEvents("+pfru0", "-pfru0", "+pfru1");
        other.withNode("acpi_pfr_update2");

        publisher.awaitKnown("pfru1", "pfru2");
    }

    @Test
    void survivesAPublisherThatFailsAndSaysItOnce() throws IOException {
        publisher.failWith(new IllegalStateException("framework"));
        tree.withNode("acpi_pfr_update0");
        watch(OFTEN);
        log.awaitLine("Looking for devices failed");

        publisher.failWith(null);

        publisher.awaitKnown("pfru0");
        assertThat(log.lines(Level.ERROR))
                .containsExactly("Looking for devices failed; next attempt after the rescan period /"
                        + " java.lang.IllegalStateException: framework");
    }

    @Test
    void saysWhenTheFolderCanNotBeWatched() throws IOException {
        Files.createFile(tree.dev());
        watch(OFTEN);
        log.awaitLine("can not be watched");

        Files.delete(tree.dev());
        tree.withNode("acpi_pfr_update0");

        publisher.awaitKnown("pfru0");
        assertThat(log.lines(Level.WARN))
                .singleElement()
                .asString()
                .startsWith("Changes in " + tree.dev() + " are seen only every 1 s, because it can not be watched: ");
    }

    @Test
    void canBeStoppedByAServiceListener() throws Exception {
        final CountDownLatch stopped = new CountDownLatch(1);
        final AtomicReference<NodeWatcher> self = new AtomicReference<>();
        tree.withNode("acpi_pfr_update0");
        watcher = watcher(
                (service, device, properties) -> {
                    self.get().close();
                    stopped.countDown();
                    return publisher.publish(service, device, properties);
                },
                NEVER);
        self.set(watcher);

        watcher.start();

        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        publisher.awaitEvents("+pfru0", "-pfru0");
    }

    @Test
    void leavesNoDescriptorAndNoThreadBehind() throws IOException {
        tree.withNode("acpi_pfr_update0");
        watch(NEVER);
        publisher.awaitKnown("pfru0");
        watcher.close();
        final List<String> before = Descriptors.open();

        for (int i = 0; i < 5; i++) {
            watch(NEVER);
            publisher.awaitKnown("pfru0");
            watcher.change(tree.settings());
            watcher.close();
            assertThat(publisher.known()).isEmpty();
        }

        Descriptors.assertOpen(before);
    }

    private void watch(Duration rescan) {
        watcher = watcher(publisher, rescan);
        watcher.start();
    }

    private NodeWatcher watcher(DevicePublisher to, Duration rescan) {
        return new NodeWatcher(
                tree.settings("acpi_pfr_update*", rescan),
                new NodeScanner((path, access) -> accessible.get()),
                new PublishedDevices(to, new NativeAccess(FakeKernel::new), "karaf", log),
                log);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("platform-firmware"))
                .toList();
    }
}
