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

    /** TPM 2.0 Library, Part 2, {@code TPM_HT}: what kind of handle it is stands in its highest byte. */
    private static final int TYPE_SHIFT = 24;

    private static final int HMAC_SESSION = 0x02;
    private static final int POLICY_SESSION = 0x03;

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
        changes.ended().forEach(handle -> remove(deviceId, handle));
        changes.begun().ifPresent(handle -> {
            remove(deviceId, handle);
            client.ifPresent(owner -> owners.put(new Loaded(deviceId, handle), owner));
        });
    }

    /** TPMs know sessions by the rest of the handle: there is one of either type at most, and each number ends it. */
    private void remove(String deviceId, int handle) {
        owners.remove(new Loaded(deviceId, handle));
        final int type = handle >>> TYPE_SHIFT;
        if (type == HMAC_SESSION || type == POLICY_SESSION) {
            owners.remove(new Loaded(deviceId, handle ^ (HMAC_SESSION ^ POLICY_SESSION) << TYPE_SHIFT));
        }
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
