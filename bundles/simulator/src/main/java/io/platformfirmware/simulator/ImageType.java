// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** The image types that Linux's driver knows, by the GUIDs in its source (Linux {@code drivers/acpi/pfr_update.c}). */
public enum ImageType {
    /** Runs or adds a Management Mode payload. */
    CODE_INJECTION("B2F84B79-7B6E-4E45-885F-3FB9BB185402"),
    /** Replaces a Management Mode driver. */
    DRIVER_UPDATE("4569DD8C-75F1-429A-A3D6-24DE8097A0DF");

    private final UUID guid;

    ImageType(String guid) {
        this.guid = UUID.fromString(guid);
    }

    /**
     * The image type in a capsule.
     *
     * @return its GUID, fields in text order
     */
    public UUID guid() {
        return guid;
    }

    static Optional<ImageType> of(UUID guid) {
        return Arrays.stream(values()).filter(type -> type.guid.equals(guid)).findFirst();
    }
}
