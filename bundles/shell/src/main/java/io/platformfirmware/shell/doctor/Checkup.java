// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import io.platformfirmware.telemetry.TelemetryService;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.update.FirmwareUpdateService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be looked at without changing anything. */
public final class Checkup {

    private final Host host;
    private final Places places;
    private final long pid;

    /**
     * Looks at nothing yet.
     *
     * @param root the root of the file system, or a folder that imitates it
     * @param places where things are below it
     * @param pid of this process, which is told from others that hold a lock
     */
    public Checkup(Path root, Places places, long pid) {
        this.host = new Host(root, places);
        this.places = places;
        this.pid = pid;
    }

    /**
     * Walks from the platform up.
     *
     * @param updates the services
     * @param telemetry the services
     * @param chips the services
     * @return the links in their order
     */
    public List<Finding> findings(
            List<FirmwareUpdateService> updates, List<TelemetryService> telemetry, List<Cr50> chips) {
        final Kernel kernel = new Kernel(host);
        final List<Finding> findings = new ArrayList<>();
        if (!host.has(places.devRoot())) {
            findings.add(Finding.broken(
                    "folder of the nodes",
                    places.devRoot() + " does not exist",
                    "Correct devRoot in io.platformfirmware.linux"));
        }
        findings.addAll(Half.PFRU.findings(host, kernel, updates, pid));
        updates.forEach(device -> findings.addAll(ServiceFindings.of(device)));
        findings.addAll(Half.PFRT.findings(host, kernel, telemetry, pid));
        telemetry.forEach(device -> findings.addAll(ServiceFindings.of(device)));
        if (Half.PFRU.isPresent(host) || Half.PFRT.isPresent(host)) {
            findings.addAll(kernel.findings());
        }
        findings.addAll(new SpiChips(host, pid).findings(places.spiDevices(), chips));
        chips.forEach(device -> findings.addAll(ServiceFindings.of(device)));
        return findings;
    }
}
