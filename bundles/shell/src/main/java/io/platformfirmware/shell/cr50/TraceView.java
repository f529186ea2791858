// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.tpm.LinkTransaction;

/** How transactions that are followed are shown. Used by one thread. */
interface TraceView {

    /** The next transaction of a device. */
    void happened(String deviceId, LinkTransaction transaction);

    /** Transactions of a device that were not kept until they could be shown. */
    void gap(String deviceId, long lost);

    /** A device is there. */
    void came(String deviceId);

    /** A device is not there any more. */
    void gone(String deviceId);
}
