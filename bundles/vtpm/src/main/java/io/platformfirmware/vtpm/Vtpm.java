// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.VtpmProxy;
import io.platformfirmware.tpm.TpmTransport;
import io.platformfirmware.tpm.VirtualTpm;
import io.platformfirmware.tpm.VirtualTpmStatus;
import io.platformfirmware.vtpm.KernelDevice.Times;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TPM that the settings name as a TPM device of the kernel. The node of the kernel's proxy, TPMs and settings may come, change
 * and go at any time; what they mean is put to {@link KernelDevice}.
 */
@Component(configurationPid = VtpmSettings.PID, immediate = true)
@Designate(ocd = VtpmSettings.Config.class)
public final class Vtpm implements VirtualTpm {

    private final Logger log;
    private final KernelDevice device;
    private final Map<ServiceReference<VtpmProxy>, VtpmProxy> proxies = new HashMap<>();
    private final Map<ServiceReference<TpmTransport>, TpmTransport> transports = new HashMap<>();
    private VtpmSettings settings = VtpmSettings.OFF;
    private Wanted wanted = Wanted.NOTHING;
    private volatile Optional<Failure> fault = Optional.empty();

    /**
     * Starts with the settings that are there; invalid ones are reported, and it stays switched off.
     *
     * @param config the settings
     */
    @Activate
    public Vtpm(VtpmSettings.Config config) {
        this(config, Times.DEFAULTS, LoggerFactory.getLogger(Vtpm.class));
    }

    /**
     * The same.
     *
     * @param config the settings
     * @param times how long things take
     * @param log where to say what happens
     */
    Vtpm(VtpmSettings.Config config, Times times, Logger log) {
        this.log = log;
        this.device = new KernelDevice(times, log);
        change(config);
        // there may be neither a node nor a TPM to come
        match();
    }

    @Modified
    synchronized void modified(VtpmSettings.Config config) {
        change(config);
        match();
        // stored again, perhaps because something was mended
        device.want(wanted);
    }

    @Deactivate
    void deactivate() {
        device.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeProxy")
    synchronized void addProxy(ServiceReference<VtpmProxy> reference, VtpmProxy proxy) {
        proxies.put(reference, proxy);
        match();
    }

    synchronized void removeProxy(ServiceReference<VtpmProxy> reference) {
        proxies.remove(reference);
        match();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeTransport")
    synchronized void addTransport(ServiceReference<TpmTransport> reference, TpmTransport transport) {
        transports.put(reference, transport);
        match();
    }

    synchronized void removeTransport(ServiceReference<TpmTransport> reference) {
        transports.remove(reference);
        match();
    }

    @Override
    public VirtualTpmStatus status() {
        return device.status(fault);
    }

    private void change(VtpmSettings.Config config) {
        try {
            settings = VtpmSettings.of(config);
            fault = Optional.empty();
        } catch (final FirmwareException e) {
            log.warn("{}: {}", VtpmSettings.PID, e.getMessage());
            fault = Optional.of(e.failure());
        }
    }

    /** Of several nodes the one that is in use, else the one that the framework would give. */
    private void match() {
        final Optional<VtpmProxy> proxy = wanted.proxy()
                .filter(proxies::containsValue)
                .or(() ->
                        proxies.keySet().stream().max(Comparator.naturalOrder()).map(proxies::get));
        final Optional<TpmTransport> transport = settings.device()
                .flatMap(id -> transports.values().stream()
                        .filter(tpm -> tpm.deviceId().equals(id))
                        .findFirst());
        final Wanted now = new Wanted(settings.device(), proxy, transport);
        if (!now.equals(wanted)) {
            wanted = now;
            device.want(now);
        }
    }
}
