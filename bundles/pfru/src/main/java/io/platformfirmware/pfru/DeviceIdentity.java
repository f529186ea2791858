// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

/**
 * Which device it is.
 *
 * @param id its short name
 * @param path its node
 * @param simulated whether it is emulated
 */
record DeviceIdentity(String id, String path, boolean simulated) {

    @Override
    public String toString() {
        return id + " (" + path + ")";
    }
}
