// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Configuration Admin with one configuration, and those of one factory that are only read. */
public final class FakeConfigurationAdmin {

    public Dictionary<String, Object> properties;
    public Consumer<Dictionary<String, Object>> onUpdate = updated -> {};

    /** Of the factory, by their PIDs. */
    public final Map<String, Dictionary<String, Object>> ofFactory = new LinkedHashMap<>();

    private final String pid;

    public FakeConfigurationAdmin(String pid) {
        this.pid = pid;
    }

    /** The service; both interfaces are long, and few of their methods are used. */
    public ConfigurationAdmin service() {
        return Fakes.of(ConfigurationAdmin.class, (method, arguments) -> {
            if (method.equals("listConfigurations")) {
                return ofFactory.isEmpty()
                        ? null
                        : ofFactory.keySet().stream().map(this::ofFactory).toArray(Configuration[]::new);
            }
            if (method.equals("getConfiguration") && ofFactory.containsKey(arguments[0])) {
                return ofFactory((String) arguments[0]);
            }
            if (!method.equals("getConfiguration") || !arguments[0].equals(pid) || !arguments[1].equals("?")) {
                throw new UnsupportedOperationException(method);
            }
            return configuration();
        });
    }

    private Configuration ofFactory(String one) {
        return Fakes.of(Configuration.class, (method, arguments) -> switch (method) {
            case "getPid" -> one;
            case "getProperties" -> ofFactory.get(one);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private Configuration configuration() {
        return Fakes.of(Configuration.class, (method, arguments) -> switch (method) {
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
}
