// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.device.Device;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * The devices that are known, brought in line with one scan after the other. Says each thing once, when it changes.
 *
 * <p>A node that may not be opened is published like any other, so that its users can tell what is wrong with it, and
 * published anew when that changes, so that they try again. It is held back for one look, because udev gives a new
 * node its group and mode only some time after the kernel made it.
 *
 * <p>Used by one thread.
 */
final class PublishedDevices {

    /** Service property, {@code String}: the ACPI object behind a node, for example {@code \_SB_.PFRU}. */
    static final String ACPI_PATH = "device.acpi.path";

    private final DevicePublisher publisher;
    private final NativeAccess natives;
    private final String user;
    private final Logger log;

    private final Map<Path, Published> published = new TreeMap<>();
    private final Set<Path> heldBack = new HashSet<>();
    private Map<Path, String> others = Map.of();
    private List<String> idle = List.of();
    private String unusable = "";

    /**
     * Nothing known yet.
     *
     * @param publisher makes devices known
     * @param natives asked when there is a node
     * @param user who this process runs as, for messages
     * @param log where to say what changed
     */
    PublishedDevices(DevicePublisher publisher, NativeAccess natives, String user, Logger log) {
        this.publisher = publisher;
        this.natives = natives;
        this.user = user;
        this.log = log;
    }

    /**
     * Makes known what is there, and takes back what is not.
     *
     * @param scan what is there now
     * @return false when a node was held back: look again soon
     */
    boolean apply(Scan scan) {
        sayOthers(scan.others());
        withdrawMissing(scan.nodes());
        sayIdle(scan.idle());
        if (scan.nodes().isEmpty()) {
            sayUnusable("");
            return true;
        }
        final SystemCalls calls;
        try {
            calls = natives.get();
        } catch (NativeUnavailableException e) {
            sayUnusable("No device, although there is " + paths(scan.nodes()) + ": " + e.getMessage());
            return true;
        }
        for (final DeviceNode node : scan.nodes()) {
            bringInLine(node, calls);
        }
        return heldBack.isEmpty();
    }

    /** Takes every device back. */
    void withdrawAll() {
        published.values().forEach(one -> one.publication.withdraw());
        published.clear();
        heldBack.clear();
    }

    private void withdrawMissing(List<DeviceNode> nodes) {
        final Map<Path, DeviceNode> present = nodes.stream().collect(Collectors.toMap(DeviceNode::path, n -> n));
        heldBack.retainAll(present.keySet());
        published.values().removeIf(one -> {
            final DeviceNode now = present.get(one.node.path());
            if (now != null && now.isSameDevice(one.node)) {
                return false;
            }
            one.publication.withdraw();
            log.info("Device {} at {} is {}", one.node.id(), one.node.path(), now == null ? "gone" : "replaced");
            return true;
        });
    }

    private void bringInLine(DeviceNode node, SystemCalls calls) {
        final Published known = published.get(node.path());
        if (known == null) {
            if (node.accessible() || !heldBack.add(node.path())) {
                heldBack.remove(node.path());
                publish(node, calls);
            }
        } else if (node.accessible() && !known.node.accessible()) {
            log.info("User {} may now open {}", user, node.path());
            known.publication.withdraw();
            publish(node, calls);
        } else if (!node.equals(known.node)) {
            if (!node.accessible() && known.node.accessible()) {
                sayDenied(node);
            }
            known.publication.update(properties(node));
            published.put(node.path(), new Published(node, known.publication));
        }
    }

    private void publish(DeviceNode node, SystemCalls calls) {
        log.info(
                "Device {} at {}{}",
                node.id(),
                node.path(),
                node.acpiPath().map(path -> ", ACPI object " + path).orElse(""));
        if (!node.accessible()) {
            sayDenied(node);
        }
        final NodeKind kind = node.kind();
        final DevicePublisher.Publication publication =
                publisher.publish(kind.service(), kind.device(calls, node.path().toString()), properties(node));
        published.put(node.path(), new Published(node, publication));
    }

    private static Map<String, ?> properties(DeviceNode node) {
        final Map<String, Object> properties = new HashMap<>();
        properties.put(Device.PATH, node.path().toString());
        properties.put(Device.KIND, node.kind().id());
        properties.put(Device.ID, node.id());
        properties.put(Device.SIMULATED, false);
        node.acpiPath().ifPresent(path -> properties.put(ACPI_PATH, path));
        node.kernelName().ifPresent(name -> properties.put(Device.KERNEL_NAME, name));
        return properties;
    }

    private void sayDenied(DeviceNode node) {
        final boolean writes = node.kind().access() == Access.READ_WRITE;
        log.warn(
                "User {} may not {} {}: {} can not be used. Give the user's group access by a udev rule, for example"
                        + " {}, GROUP=\"...\", MODE=\"{}\", or run as root",
                user,
                writes ? "read and write" : "read",
                node.path(),
                node.id(),
                node.kind().driver().udevMatch(),
                writes ? "0660" : "0640");
    }

    private void sayIdle(List<String> now) {
        now.stream().filter(reason -> !idle.contains(reason)).forEach(log::info);
        idle = now;
    }

    private void sayUnusable(String now) {
        if (!now.isEmpty() && !now.equals(unusable)) {
            log.warn(now);
        }
        unusable = now;
    }

    private void sayOthers(Map<Path, String> now) {
        now.forEach((path, type) -> {
            if (!type.equals(others.get(path))) {
                log.warn(
                        "Ignored {}: it is a {}, not a character device{}",
                        path,
                        type,
                        NodeScanner.REGULAR_FILE.equals(type)
                                ? ". Somebody wrote to it while the driver was not loaded? Remove it and load the driver"
                                        + " again, which can not make its node in that place"
                                : "");
            }
        });
        others = now;
    }

    private static String paths(List<DeviceNode> nodes) {
        return nodes.stream().map(node -> node.path().toString()).collect(Collectors.joining(", "));
    }

    private record Published(DeviceNode node, DevicePublisher.Publication publication) {}
}
