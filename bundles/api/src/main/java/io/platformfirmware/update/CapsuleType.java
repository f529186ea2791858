// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Guid;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of update. Linux accepts these two image types and no other (Linux {@code drivers/acpi/pfr_update.c}). */
public enum CapsuleType {
    /** Runs or adds a Management Mode payload ({@code PFRU_CODE_INJECT_TYPE}). */
    CODE_INJECTION(Guid.of("B2F84B79-7B6E-4E45-885F-3FB9BB185402")),
    /** Replaces a Management Mode driver ({@code PFRU_DRIVER_UPDATE_TYPE}). */
    DRIVER_UPDATE(Guid.of("4569DD8C-75F1-429A-A3D6-24DE8097A0DF"));

    private final Guid imageType;

    CapsuleType(Guid imageType) {
        this.imageType = imageType;
    }

    /**
     * The image type in the capsule.
     *
     * @return its GUID
     */
    public Guid imageType() {
        return imageType;
    }

    /**
     * The kind with this image type.
     *
     * @param imageType from a capsule
     * @return empty for a type that Linux does not know
     */
    public static Optional<CapsuleType> of(Guid imageType) {
        return Arrays.stream(values())
                .filter(type -> type.imageType.equals(imageType))
                .findFirst();
    }
}
