// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.simulator.LineLevel;
import io.platformfirmware.simulator.SimulatedTelemetryDevice;
import io.platformfirmware.telemetry.LogLevel;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.TelemetryChange;
import io.platformfirmware.telemetry.TelemetryListener;
import io.platformfirmware.telemetry.TelemetryService;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

@Timeout(60)
class PfrtDevicesTest {

    private static final Given OFTEN = Given.NOTHING.every(50);

    private final Map<String, TelemetryService> services = new LinkedHashMap<>();

    private final BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> {
        assertThat(method.getName()).isEqualTo("registerService");
        assertThat(arguments[0]).isEqualTo(TelemetryService.class);
        final TelemetryService service = (TelemetryService) arguments[1];
        final Dictionary<?, ?> properties = (Dictionary<?, ?>) arguments[2];
        assertThat(properties.get(TelemetryService.DEVICE_ID)).isEqualTo(service.deviceId());
        assertThat(properties.get(TelemetryService.DEVICE_PATH)).isEqualTo(service.devicePath());
        assertThat(properties.get(TelemetryService.SIMULATED)).isEqualTo(service.simulated());
        services.put(service.deviceId(), service);
        return fake(ServiceRegistration.class, (registration, call, none) -> {
            assertThat(call.getName()).isEqualTo("unregister");
            assertThat(services.remove(service.deviceId())).isSameAs(service);
            return null;
        });
    });

    private final PfrtDevices devices = new PfrtDevices(context, OFTEN);
    private final SimulatedTelemetryDevice zero = launched(0);
    private final SimulatedTelemetryDevice one = launched(1);

    @AfterEach
    void end() {
        devices.deactivate();
        Await.endOfThreads();
        assertThat(services).isEmpty();
        assertThat(zero.openChannels() + one.openChannels()).isZero();
    }

    @Test
    void registersAServiceForEachDeviceAsLongAsItIsThere() throws Exception {
        final ServiceReference<CharDevice> first = add(zero);
        add(one);
        final TelemetryService service = services.get("pfrt-sim0");

        assertThat(services.keySet()).containsExactly("pfrt-sim0", "pfrt-sim1");
        assertThat(service.simulated()).isTrue();
        assertThat(service.devicePath()).isEqualTo(zero.path());
        assertThat(service.settings().type()).isEqualTo(LogType.EXECUTION);

        devices.removeDevice(first);
        devices.removeDevice(first);

        assertThat(services.keySet()).containsExactly("pfrt-sim1");
        assertThat(catchThrowableOfType(FirmwareException.class, service::settings)
                        .reason())
                .isEqualTo(FailureReason.DEVICE_GONE);
    }

    @Test
    void bringsTheConfigurationToEachDevice() throws Exception {
        add(zero);
        devices.modified(OFTEN.level("verbose").type("history"));
        add(one);

        for (final TelemetryService service : services.values()) {
            assertThat(service.settings()).hasToString("level verbose, type history, revision 1");
            assertThat(service.applied()).isEqualTo(service.configured());
        }

        devices.modified(OFTEN.level("loud"));

        for (final TelemetryService service : services.values()) {
            assertThat(service.configured())
                    .isEqualTo(TelemetryChange.of(LogLevel.VERBOSE).then(TelemetryChange.of(LogType.HISTORY)));
            assertThat(service.settingsFault()).get().asString().contains("logLevel = 'loud'");
        }
    }

    @Test
    void letsEachListenerFollowTheDevicesThatItNames() {
        final Recorder all = recorder();
        final Recorder only = recorder();
        final Recorder several = recorder();
        final Recorder none = recorder();
        add(zero);
        devices.addListener(listener(null), all);
        devices.addListener(listener("pfrt-sim1"), only);
        devices.addListener(listener(new String[] {"pfrt7", "pfrt-sim0"}), several);
        devices.addListener(listener("pfrt7"), none);
        add(one);

        zero.firmware().log(LineLevel.ERROR, "zero".getBytes());
        all.awaitText("zero");
        one.firmware().log(LineLevel.ERROR, "one".getBytes());
        all.awaitText("zeroone");

        only.awaitText("one");
        several.awaitText("zero");
        assertThat(none.joined()).isZero();
    }

    @Test
    void tellsAListenerThatHasGoneNothing() {
        final Recorder stays = recorder();
        final Recorder goes = recorder();
        final ServiceReference<TelemetryListener> reference = listener(null);
        add(zero);
        devices.addListener(listener(null), stays);
        devices.addListener(reference, goes);
        stays.awaitJoined(1);
        goes.awaitJoined(1);

        devices.removeListener(reference);
        zero.firmware().log(LineLevel.ERROR, "x".getBytes());

        stays.awaitText("x");
        add(one);
        stays.awaitJoined(2);
        assertThat(goes.joined()).isOne();
        assertThat(goes.events()).isEmpty();
    }

    private static SimulatedTelemetryDevice launched(int index) {
        final SimulatedTelemetryDevice device = SimulatedTelemetryDevice.atPowerOn(index);
        Bench.launch(device.firmware());
        return device;
    }

    /** A listener that gets everything, whenever it is asked where to begin. */
    private static Recorder recorder() {
        return new Recorder(Optional.of(LogPosition.beginning(LogType.EXECUTION)));
    }

    private ServiceReference<CharDevice> add(SimulatedTelemetryDevice device) {
        @SuppressWarnings("unchecked")
        final ServiceReference<CharDevice> reference = fake(ServiceReference.class, PfrtDevicesTest::onlyIdentity);
        devices.addDevice(reference, device, device.properties());
        return reference;
    }

    private static ServiceReference<TelemetryListener> listener(Object deviceId) {
        @SuppressWarnings("unchecked")
        final ServiceReference<TelemetryListener> reference =
                fake(ServiceReference.class, (proxy, method, arguments) -> {
                    if (method.getName().equals("getProperty")) {
                        assertThat(arguments[0]).isEqualTo("device.id");
                        return deviceId;
                    }
                    return onlyIdentity(proxy, method, arguments);
                });
        return reference;
    }

    private static Object onlyIdentity(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
