// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.FirmwareException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Settings as Configuration Admin would hand them over: what is given, and defaults. */
final class Settings {

    static final String SPI = "simulated:/dev/spidev0.0";

    private Settings() {}

    /** Valid settings over the simulated SPI device. */
    static Cr50Settings of(String... keysAndValues) throws FirmwareException {
        return Cr50Settings.of(config(keysAndValues));
    }

    /** The same, not judged yet. */
    static Cr50Config config(String... keysAndValues) {
        final Map<String, String> values = new HashMap<>(Map.of("spiDevice", SPI));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        values.keySet().forEach(Settings::requireKey);
        return (Cr50Config) Proxy.newProxyInstance(
                Settings.class.getClassLoader(),
                new Class<?>[] {Cr50Config.class},
                (proxy, method, args) -> method.getReturnType() == Class.class
                        ? (Class<? extends Annotation>) Cr50Config.class
                        : values.getOrDefault(method.getName(), (String) method.getDefaultValue()));
    }

    private static void requireKey(String key) {
        if (Arrays.stream(Cr50Config.class.getDeclaredMethods())
                .noneMatch(method -> method.getName().equals(key))) {
            throw new IllegalArgumentException("no setting " + key);
        }
    }
}
