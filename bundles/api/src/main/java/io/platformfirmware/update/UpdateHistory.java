// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.FirmwareException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What was done to all devices, also to those that are not there now. Safe for use by several threads. */
@ProviderType
public interface UpdateHistory {

    /**
     * Reads the history.
     *
     * @return all records, oldest first; a record that never settled because the process or the machine ended is
     *     {@link UpdateRecord.Outcome#INTERRUPTED}
     * @throws FirmwareException {@code HISTORY_UNAVAILABLE} when the file can not be read
     */
    List<UpdateRecord> records() throws FirmwareException;

    /**
     * Where it is kept.
     *
     * @return the path of the file
     */
    String location();
}
