// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.tpm.TpmServer;
import io.platformfirmware.tpm.TpmServerState;
import io.platformfirmware.tpm.TpmTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
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

/** The server of the settings, over the TPMs that are there. TPMs and settings may come, change and go at any time. */
@Component(
        configurationPid = TctiSettings.PID,
        immediate = true,
        service = {})
@Designate(ocd = TctiConfig.class)
public final class TctiServer implements TpmServer {

    private static final Logger LOG = LoggerFactory.getLogger(TctiServer.class);

    /** How long the end waits for what runs, and for what clients have loaded to be flushed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Transports transports = new Transports();
    private final CommandQueue queue = new CommandQueue(transports, PATIENCE);
    private final SocketServer sockets = new SocketServer(queue, System::nanoTime, Clock.systemUTC(), PATIENCE);
    private final ServiceRegistration<TpmServer> registration;
    private volatile Optional<Failure> settingsFault = Optional.empty();
    private Optional<String> served = Optional.empty();

    /**
     * Starts with the settings that are there; invalid ones are reported, and everything is off.
     *
     * @param context of this bundle
     * @param config the settings
     */
    @Activate
    public TctiServer(BundleContext context, TctiConfig config) {
        change(config);
        // by hand: the service of a component has all of its settings as properties
        registration = context.registerService(TpmServer.class, this, null);
    }

    @Modified
    void modified(TctiConfig config) {
        change(config);
    }

    @Deactivate
    void deactivate() {
        registration.unregister();
        sockets.close();
        queue.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeTransport")
    void addTransport(ServiceReference<TpmTransport> reference, TpmTransport transport) {
        transports.add(reference, transport);
        match();
    }

    void removeTransport(ServiceReference<TpmTransport> reference) {
        transports.remove(reference);
        match();
    }

    @Override
    public TpmServerState state() {
        final Optional<String> device = transports.current().map(TpmTransport::deviceId);
        return new TpmServerState(
                sockets.listeners(),
                device,
                device.isPresent() ? Optional.empty() : Optional.of(transports.trouble()),
                sockets.clients(),
                sockets.totals().totals(queue.flushed()),
                settingsFault);
    }

    private void change(TctiConfig config) {
        try {
            final TctiSettings settings = TctiSettings.of(config);
            transports.want(settings.device());
            sockets.change(settings);
            settingsFault = Optional.empty();
            match();
        } catch (final FirmwareException e) {
            LOG.warn("{}: {}", TctiSettings.PID, e.getMessage());
            settingsFault = Optional.of(e.failure());
        }
    }

    /** What a client knows of one TPM, its handles above all, is wrong for another. One that only went away may come back. */
    private synchronized void match() {
        final Optional<String> now = transports.current().map(TpmTransport::deviceId);
        if (now.isPresent() && !now.equals(served)) {
            if (served.isPresent()) {
                sockets.endConnections("the TPM is " + now.get() + " now");
            }
            served = now;
        }
    }
}
