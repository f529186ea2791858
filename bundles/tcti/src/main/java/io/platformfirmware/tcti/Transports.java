// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmTransport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The TPMs that are there, and which of them is meant. Safe for use by several threads. */
final class Transports {

    private final Map<Object, TpmTransport> all = new ConcurrentHashMap<>();
    private volatile Optional<String> wanted = Optional.empty();

    void add(Object key, TpmTransport transport) {
        all.put(key, transport);
    }

    void remove(Object key) {
        all.remove(key);
    }

    /** Which one is meant from now on; empty for the only one. */
    void want(Optional<String> deviceId) {
        wanted = deviceId;
    }

    /** The one that is meant, where it is there. */
    Optional<TpmTransport> current() {
        final Optional<String> id = wanted;
        if (id.isPresent()) {
            return byId(id.get());
        }
        final List<TpmTransport> candidates = List.copyOf(all.values());
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    Optional<TpmTransport> byId(String deviceId) {
        return all.values().stream()
                .filter(transport -> transport.deviceId().equals(deviceId))
                .findFirst();
    }

    /** Why there is none. */
    String trouble() {
        final String there =
                all.values().stream().map(TpmTransport::deviceId).sorted().collect(Collectors.joining(", "));
        if (there.isEmpty()) {
            return wanted.map(id -> "there is no TPM " + id + ", nor any other").orElse("there is no TPM");
        }
        return wanted.map(id -> "there is no TPM " + id + ", only " + there)
                .orElse("there are several TPMs, and the settings do not say which (device): " + there);
    }
}
