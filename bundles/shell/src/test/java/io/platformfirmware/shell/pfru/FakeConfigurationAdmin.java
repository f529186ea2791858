// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.function.Consumer;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Configuration Admin with the one configuration of the firmware update service. */
final class FakeConfigurationAdmin {

    Dictionary<String, Object> properties;
    Consumer<Dictionary<String, Object>> onUpdate = updated -> {};

    /** The service; both interfaces are long, and two of their methods are used. */
    ConfigurationAdmin service() {
        return proxy(ConfigurationAdmin.class, (method, arguments) -> {
            if (!method.equals("getConfiguration")
                    || !arguments[0].equals(PfruSettings.PID)
                    || !arguments[1].equals("?")) {
                throw new UnsupportedOperationException(method);
            }
            return configuration();
        });
    }

    private Configuration configuration() {
        return proxy(Configuration.class, (method, arguments) -> switch (method) {
            case "getProperties" -> properties;
            case "update" -> {
                properties = copy((Dictionary<?, ?>) arguments[0]);
                onUpdate.accept(properties);
                yield null;
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private static Dictionary<String, Object> copy(Dictionary<?, ?> from) {
        final Dictionary<String, Object> copy = new Hashtable<>();
        from.keys().asIterator().forEachRemaining(key -> copy.put((String) key, from.get(key)));
        return copy;
    }

    private interface Handler {
        Object call(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> handler.call(method.getName(), arguments);
                }));
    }
}
