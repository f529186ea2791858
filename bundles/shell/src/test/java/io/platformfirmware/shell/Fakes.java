// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.lang.reflect.Proxy;

/** Fakes of long interfaces of which a few methods are used. */
final class Fakes {

    /** Answers a call. */
    interface Handler {
        Object call(String method, Object[] arguments);
    }

    private Fakes() {}

    static <T> T of(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> handler.call(method.getName(), arguments);
                }));
    }
}
