// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.HandleChanges;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Who has loaded what is in the TPMs: one owner for each handle at most, so a handle that was given up and given to somebody else is the new
 * owner's. Told of commands in the order in which the TPM executes them. Safe for use by several threads.
 */
final class LoadedHandles {

    /**
     * A handle in a TPM.
     *
     * @param deviceId the TPM
     * @param handle of a transient object or a session
     */
    record Loaded(String deviceId, int handle) implements Comparable<Loaded> {

        @Override
        public int compareTo(Loaded other) {
            final int byDevice = deviceId.compareTo(other.deviceId);
            return byDevice == 0 ? Integer.compareUnsigned(handle, other.handle) : byDevice;
        }
    }

    private final Map<Loaded, Long> owners = new TreeMap<>();

    /**
     * A command was answered.
     *
     * @param deviceId by which TPM
     * @param changes what that has changed
     * @param client who sent it; empty for somebody who can not be followed
     */
    synchronized void changed(String deviceId, HandleChanges changes, OptionalLong client) {
        if (changes.all()) {
            owners.keySet().removeIf(loaded -> loaded.deviceId().equals(deviceId));
        }
        changes.ended().forEach(handle -> owners.remove(new Loaded(deviceId, handle)));
        changes.begun().map(handle -> new Loaded(deviceId, handle)).ifPresent(loaded -> {
            owners.remove(loaded);
            client.ifPresent(owner -> owners.put(loaded, owner));
        });
    }

    /** What a client has loaded. */
    synchronized List<Loaded> of(long client) {
        return owners.entrySet().stream()
                .filter(entry -> entry.getValue() == client)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What a client has loaded is nobody's from now on. */
    synchronized void forget(long client) {
        owners.values().removeIf(owner -> owner == client);
    }
}
