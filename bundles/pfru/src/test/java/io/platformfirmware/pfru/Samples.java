// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Guid;
import io.platformfirmware.Sha256;
import io.platformfirmware.update.CapsuleSummary;
import io.platformfirmware.update.CapsuleType;
import io.platformfirmware.update.UpdateCapability;
import io.platformfirmware.update.UpdateRecord;
import io.platformfirmware.update.UpdateRecord.Operation;
import io.platformfirmware.update.UpdateRecord.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values for tests. */
final class Samples {

    static final Instant TIME = Instant.parse("2026-03-01T12:04:05.678Z");

    private static final Guid PLATFORM = Guid.of("11111111-2222-3333-4444-555555555555");

    private Samples() {}

    static UpdateRecord pending(String id) {
        return new UpdateRecord(
                id,
                "pfru0",
                "/dev/acpi_pfr_update0",
                false,
                Operation.UPDATE,
                Optional.of("karaf"),
                TIME,
                Optional.empty(),
                new CapsuleSummary(
                        "a \"quoted\" név.cap",
                        Sha256.of(new byte[] {1}),
                        206,
                        CapsuleType.DRIVER_UPDATE,
                        0xFFFF_FFFFL,
                        2,
                        PLATFORM),
                List.of(),
                Optional.of(capability(1)),
                Optional.empty(),
                Outcome.PENDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static UpdateCapability capability(long driverSvn) {
        return new UpdateCapability(
                12,
                CapsuleType.CODE_INJECTION.imageType(),
                0x8000_0000L,
                1,
                CapsuleType.DRIVER_UPDATE.imageType(),
                1,
                driverSvn,
                PLATFORM,
                PLATFORM,
                8);
    }
}
