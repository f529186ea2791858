// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Device;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Makes devices known as OSGi services. */
final class ServicePublisher implements DevicePublisher {

    private final BundleContext context;

    /**
     * A publisher.
     *
     * @param context of the bundle that registers
     */
    ServicePublisher(BundleContext context) {
        this.context = context;
    }

    @Override
    public Publication publish(Class<? extends Device> service, Device device, Map<String, ?> properties) {
        return new Registration(
                context.registerService(service.getName(), device, FrameworkUtil.asDictionary(properties)));
    }

    private record Registration(ServiceRegistration<?> registration) implements Publication {

        @Override
        public void update(Map<String, ?> properties) {
            registration.setProperties(FrameworkUtil.asDictionary(properties));
        }

        @Override
        public void withdraw() {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // the framework was first: it takes back what a stopping bundle has registered
                return;
            }
        }
    }
}
