// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.completion;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** What services have to offer, without those that went away. */
final class Offers {

    private Offers() {}

    static <T> List<String> of(List<T> services, Function<T, String> offer) {
        return services.stream()
                .filter(Objects::nonNull)
                .map(service -> {
                    try {
                        return offer.apply(service);
                    } catch (final IllegalStateException e) {
                        // gone in this very moment: nothing to offer, and a key press is no place for an error
                        return null;
                    }
                })
                .filter(Objects::nonNull)
                .toList();
    }
}
