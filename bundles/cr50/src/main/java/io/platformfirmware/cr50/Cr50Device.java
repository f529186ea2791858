// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.Device;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.GpioChip;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.provider.DeviceIdentity;
import io.platformfirmware.provider.OwnerThread;
import io.platformfirmware.tpm.Cr50;
import io.platformfirmware.tpm.TpmTransport;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@link Cr50} and one {@link SecureRandom} for one configuration, registered while its SPI device is there. Devices, GPIO chips,
 * pools of randomness and settings may come, change and go at any time; what they mean for the chip is put to the chip's owner thread.
 */
@Component(
        configurationPid = Cr50Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {})
@Designate(ocd = Cr50Config.class, factory = true)
public final class Cr50Device {

    private static final Logger LOG = LoggerFactory.getLogger(Cr50Device.class);

    /** How long the end of the service waits for what runs. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String ID_PREFIX = "cr50-";

    /** What Felix File Install adds to a configuration that comes from a file. */
    private static final String FILE_NAME = "felix.fileinstall.filename";

    private static final Pattern FILE =
            Pattern.compile(".*/" + Pattern.quote(Cr50Settings.PID) + "-([^/]+)\\.(cfg|config)");

    private final BundleContext context;
    private final Map<ServiceReference<SpiDevice>, SpiDevice> spiDevices = new ConcurrentHashMap<>();
    private final Map<ServiceReference<GpioChip>, GpioChip> gpioChips = new ConcurrentHashMap<>();
    private final Map<ServiceReference<EntropyPool>, EntropyPool> entropyPools = new ConcurrentHashMap<>();
    private final String deviceId;
    private final Cr50Service service;
    private Optional<ServiceReference<SpiDevice>> used = Optional.empty();
    private final SecureRandom random;
    private Optional<ServiceRegistration<?>> registration = Optional.empty();
    private Optional<ServiceRegistration<?>> randomRegistration = Optional.empty();

    /**
     * Starts with the settings that are there; where they can not be used they are reported, and the defaults taken for all but the node.
     *
     * @param context of this bundle
     * @param config the settings
     * @param properties of the configuration
     */
    @Activate
    public Cr50Device(BundleContext context, Cr50Config config, Map<String, Object> properties) {
        this.context = context;
        this.deviceId = ID_PREFIX + name(properties);
        this.service = new Cr50Service(
                deviceId,
                Cr50Settings.defaults(config.spiDevice().trim()),
                new OwnerThread(deviceId, Cr50Failures.LIST, PATIENCE),
                this::gpioChip,
                this::entropyPool);
        this.random = new ChipRandom(service);
        change(config);
    }

    @Modified
    synchronized void modified(Cr50Config config) {
        change(config);
        match();
        registration.ifPresent(now -> {
            now.setProperties(serviceProperties());
            publishRandom();
        });
    }

    @Deactivate
    synchronized void deactivate() {
        leave();
        service.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeSpiDevice")
    synchronized void addSpiDevice(ServiceReference<SpiDevice> reference, SpiDevice device) {
        spiDevices.put(reference, device);
        match();
    }

    synchronized void removeSpiDevice(ServiceReference<SpiDevice> reference) {
        spiDevices.remove(reference);
        match();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeGpioChip")
    void addGpioChip(ServiceReference<GpioChip> reference, GpioChip chip) {
        gpioChips.put(reference, chip);
        tellOfReadyLine(chip);
    }

    void removeGpioChip(ServiceReference<GpioChip> reference, GpioChip chip) {
        gpioChips.remove(reference);
        tellOfReadyLine(chip);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeEntropyPool")
    void addEntropyPool(ServiceReference<EntropyPool> reference, EntropyPool pool) {
        entropyPools.put(reference, pool);
        service.entropyPoolsChanged();
    }

    void removeEntropyPool(ServiceReference<EntropyPool> reference) {
        entropyPools.remove(reference);
        service.entropyPoolsChanged();
    }

    /**
     * The name after {@code ~} of the PID. Karaf's {@code config:edit --factory --alias NAME} puts it in the name of the file only.
     */
    private static String name(Map<String, Object> properties) {
        final String pid = (String) properties.get(Constants.SERVICE_PID);
        final Matcher file = FILE.matcher(String.valueOf(properties.get(FILE_NAME)));
        if (!pid.startsWith(Cr50Settings.PID + "~") && file.matches()) {
            return file.group(1);
        }
        return pid.length() > Cr50Settings.PID.length() ? pid.substring(Cr50Settings.PID.length() + 1) : pid;
    }

    private void change(Cr50Config config) {
        try {
            service.change(Cr50Settings.of(config));
        } catch (final FirmwareException e) {
            LOG.warn("{}: {}", deviceId, e.getMessage());
            service.settingsFault(e.failure());
        }
    }

    private Optional<GpioChip> gpioChip(String path) {
        return gpioChips.values().stream()
                .filter(chip -> chip.path().equals(path))
                .findFirst();
    }

    /** The pool of the kernel that the device belongs to: both are simulated, or none is. */
    private Optional<EntropyPool> entropyPool(SpiDevice device) {
        return spiDevices.entrySet().stream()
                .filter(entry -> entry.getValue() == device)
                .map(entry -> entry.getKey())
                .findFirst()
                .flatMap(chip -> entropyPools.keySet().stream()
                        .filter(pool ->
                                Objects.equals(pool.getProperty(Device.SIMULATED), chip.getProperty(Device.SIMULATED)))
                        .max(Comparator.naturalOrder()))
                .map(entropyPools::get);
    }

    private void tellOfReadyLine(GpioChip chip) {
        if (service.settings().readyLine().stream()
                .anyMatch(line -> line.chipPath().equals(chip.path()))) {
            service.readyLineChanged();
        }
    }

    /** Uses the device of the settings, if it is there. */
    private void match() {
        final String path = service.settings().spiDevice();
        final Optional<ServiceReference<SpiDevice>> found = spiDevices.entrySet().stream()
                .filter(entry -> entry.getValue().path().equals(path))
                .map(Map.Entry::getKey)
                .findFirst();
        if (found.equals(used)) {
            return;
        }
        if (found.isEmpty()) {
            leave();
            return;
        }
        used = found;
        service.attach(
                spiDevices.get(found.get()), Boolean.TRUE.equals(found.get().getProperty(Device.SIMULATED)));
        if (registration.isEmpty()) {
            registration = Optional.of(context.registerService(
                    new String[] {Cr50.class.getName(), TpmTransport.class.getName()}, service, serviceProperties()));
            LOG.info("{} ({}) is there", deviceId, path);
        } else {
            registration.get().setProperties(serviceProperties());
            LOG.info("{} has moved to {}", deviceId, path);
        }
        publishRandom();
    }

    /** Where the settings say that there is no entropy in the chip's bytes, there is no such service. */
    private void publishRandom() {
        if (service.rngQuality() == 0) {
            withdrawRandom();
        } else if (randomRegistration.isPresent()) {
            randomRegistration.get().setProperties(serviceProperties());
        } else {
            randomRegistration = Optional.of(context.registerService(SecureRandom.class, random, serviceProperties()));
        }
    }

    private void withdrawRandom() {
        randomRegistration.ifPresent(ServiceRegistration::unregister);
        randomRegistration = Optional.empty();
    }

    private void leave() {
        used = Optional.empty();
        withdrawRandom();
        registration.ifPresent(now -> {
            now.unregister();
            LOG.info("{} ({}) is gone", deviceId, service.devicePath());
        });
        registration = Optional.empty();
        service.detach();
    }

    private Dictionary<String, Object> serviceProperties() {
        final Dictionary<String, Object> properties =
                new DeviceIdentity(deviceId, service.devicePath(), service.simulated()).properties();
        properties.put(Cr50.RNG_QUALITY, service.rngQuality());
        return properties;
    }
}
