// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.Device;
import io.platformfirmware.device.EntropyPool;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.simulator.tpm.ChipSettings;
import io.platformfirmware.simulator.tpm.SimulatedCr50;
import io.platformfirmware.simulator.tpm.SimulatedEntropyPool;
import io.platformfirmware.tpm.Cr50;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Which services the component has for a chip, and which pool of randomness it takes for it. */
final class Cr50DeviceTest {

    private static final String[] ON = {"feedKernelEntropy", "true", "entropyInterval", "100"};

    private final Map<String, Object> services = new ConcurrentHashMap<>();
    private final Map<String, Object> qualities = new ConcurrentHashMap<>();
    private final SimulatedCr50 chip = SimulatedCr50.virtual(GetRandoms.tpm(1), ChipSettings.defaults());
    private final SimulatedEntropyPool real = new SimulatedEntropyPool();
    private final SimulatedEntropyPool simulated = new SimulatedEntropyPool();
    private Cr50Device component;

    @AfterEach
    void deactivate() {
        component.deactivate();
        assertThat(services).isEmpty();
        chip.close();
    }

    @Test
    @DisplayName("A simulated chip feeds the simulated kernel's pool only, whichever comes first or goes")
    void simulatedChip() throws Exception {
        activate(ON);
        component.addEntropyPool(reference(EntropyPool.class, 1, false), real);
        component.addSpiDevice(reference(SpiDevice.class, 2, true), chip.spi());
        untilItHasNoPool();
        component.addEntropyPool(reference(EntropyPool.class, 3, true), simulated);
        untilFed(64);
        component.removeEntropyPool(reference(EntropyPool.class, 3, true));
        untilItHasNoPool();
        assertThat(real.bytes()).isZero();
    }

    @Test
    @DisplayName("A real chip feeds the real one only")
    void realChip() throws Exception {
        activate(ON);
        component.addEntropyPool(reference(EntropyPool.class, 1, true), simulated);
        component.addEntropyPool(reference(EntropyPool.class, 2, false), real);
        component.addSpiDevice(reference(SpiDevice.class, 3, false), chip.spi());
        untilFed(64);
        assertThat(simulated.bytes()).isZero();
    }

    @Test
    @DisplayName("A chip of which nobody says whether it is simulated feeds none that says it")
    void unknownChip() throws Exception {
        activate(ON);
        component.addEntropyPool(reference(EntropyPool.class, 1, true), simulated);
        component.addEntropyPool(reference(EntropyPool.class, 2, false), real);
        component.addSpiDevice(reference(SpiDevice.class, 3, null), chip.spi());
        untilItHasNoPool();
        assertThat(real.bytes() + simulated.bytes()).isZero();
    }

    @Test
    @DisplayName("A SecureRandom comes and goes with the chip, and with a quality that is not 0")
    void secureRandom() throws Exception {
        activate();
        assertThat(services).isEmpty();
        component.addSpiDevice(reference(SpiDevice.class, 1, true), chip.spi());
        assertThat(services).containsOnlyKeys(Cr50.class.getName(), SecureRandom.class.getName());
        assertThat(qualities).containsEntry(SecureRandom.class.getName(), 700);
        final SecureRandom random = (SecureRandom) services.get(SecureRandom.class.getName());
        assertThat(random.generateSeed(8)).hasSize(8);

        component.modified(Settings.config("rngQuality", "1000"));
        assertThat(qualities).containsEntry(SecureRandom.class.getName(), 1000);
        component.modified(Settings.config("rngQuality", "0"));
        assertThat(services).containsOnlyKeys(Cr50.class.getName());
        component.modified(Settings.config());
        assertThat(services).containsEntry(SecureRandom.class.getName(), random);

        component.removeSpiDevice(reference(SpiDevice.class, 1, true));
        assertThat(services).isEmpty();
        component.modified(Settings.config("rngQuality", "900"));
        assertThat(services).isEmpty();
    }

    private void activate(String... keysAndValues) {
        final BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> {
            final String type = arguments[0] instanceof Class<?> one ? one.getName() : ((String[]) arguments[0])[0];
            assertThat(services.put(type, arguments[1])).isNull();
            change(type, "setProperties", arguments[2]);
            return fake(ServiceRegistration.class, (self, call, values) -> change(type, call.getName(), values));
        });
        component = new Cr50Device(
                context, Settings.config(keysAndValues), Map.of("service.pid", Cr50Settings.PID + "~main"));
    }

    private Object change(String type, String call, Object... values) {
        if (call.equals("unregister")) {
            assertThat(services.remove(type)).isNotNull();
        } else {
            qualities.put(type, ((Dictionary<?, ?>) values[0]).get(Cr50.RNG_QUALITY));
        }
        return null;
    }

    private void untilItHasNoPool() {
        final Cr50 service = (Cr50) services.get(Cr50.class.getName());
        while (service.state().kernelEntropy().orElseThrow().trouble().stream()
                .noneMatch(why -> why.contains("randomNodes"))) {
            assertThat(real.bytes()).as("fed to the real one").isZero();
        }
    }

    /** Until any is fed. */
    private void untilFed(long bytes) {
        while (real.bytes() + simulated.bytes() < bytes) {
            Thread.onSpinWait();
        }
    }

    /** Two are equal that have the same number. */
    private static <S extends Device> ServiceReference<S> reference(Class<S> type, long number, Boolean simulated) {
        final List<Object> identity = Arrays.asList(type, number);
        return fake(ServiceReference.class, (self, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> arguments[0].equals(Device.SIMULATED) ? simulated : null;
            case "hashCode" -> identity.hashCode();
            case "equals" -> identity.toString().equals(String.valueOf(arguments[0]));
            case "toString" -> identity.toString();
            case "compareTo" -> identity.toString().compareTo(arguments[0].toString());
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<?> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(Cr50DeviceTest.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
