// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

/**
 * One field of the capability that an update changed.
 *
 * @param field its name in {@link UpdateCapability}
 * @param before its value before, as text
 * @param after its value after
 */
public record CapabilityChange(String field, String before, String after) {

    @Override
    public String toString() {
        return field + " " + before + " -> " + after;
    }
}
