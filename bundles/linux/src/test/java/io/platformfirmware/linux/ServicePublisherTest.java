// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.CharDevice;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ServicePublisherTest {

    private final List<String> asked = new ArrayList<>();
    private boolean unregistered;

    private final ServiceRegistration<?> registration = fake(ServiceRegistration.class, (proxy, method, arguments) -> {
        switch (method.getName()) {
            case "setProperties" -> asked.add("set " + ((Dictionary<?, ?>) arguments[0]).get("device.id"));
            case "unregister" -> {
                if (unregistered) {
                    throw new IllegalStateException("unregistered");
                }
                unregistered = true;
                asked.add("unregister");
            }
            default -> throw new UnsupportedOperationException(method.getName());
        }
        return null;
    });

    private final BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> {
        assertThat(method.getName()).isEqualTo("registerService");
        asked.add("register " + arguments[0] + " " + arguments[1] + " "
                + ((Dictionary<?, ?>) arguments[2]).get("device.id"));
        return registration;
    });

    private final CharDevice device = new LinuxCharDevice(new SystemCalls(new FakeKernel()), "/dev/x");

    @Test
    void registersUpdatesAndUnregistersAService() {
        final DevicePublisher.Publication publication =
                new ServicePublisher(context).publish(CharDevice.class, device, Map.of("device.id", "pfru0"));
        publication.update(Map.of("device.id", "pfru1"));
        publication.withdraw();
        // as when the framework has unregistered what a stopping bundle left
        publication.withdraw();

        assertThat(asked)
                .containsExactly("register " + CharDevice.class.getName() + " /dev/x pfru0", "set pfru1", "unregister");
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
