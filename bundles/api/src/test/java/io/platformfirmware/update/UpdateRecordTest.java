// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a record says of itself. */
final class UpdateRecordTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void lastPhaseThatBeganIsHowFarItCame() throws CapsuleException {
        final UpdateRecord.PhaseTime load =
                new UpdateRecord.PhaseTime(UpdatePhase.LOAD, START, Optional.of(Duration.ofMillis(3)));
        final UpdateRecord.PhaseTime stage = new UpdateRecord.PhaseTime(UpdatePhase.STAGE, START, Optional.empty());

        assertThat(record(List.of(), Optional.empty(), Optional.empty()).reached())
                .isEmpty();
        assertThat(record(List.of(load, stage), Optional.empty(), Optional.empty())
                        .reached())
                .contains(UpdatePhase.STAGE);
    }

    @Test
    void changesNeedBothCapabilities() throws CapsuleException {
        final Optional<UpdateCapability> before = Optional.of(GoodCapsule.capability(1, 2, 3));
        final Optional<UpdateCapability> after = Optional.of(GoodCapsule.capability(7, 2, 3));

        assertThat(record(List.of(), before, after).changes())
                .containsExactly(new CapabilityChange("codeRuntimeVersion", "1", "7"));
        assertThat(record(List.of(), before, Optional.empty()).changes()).isEmpty();
        assertThat(record(List.of(), Optional.empty(), after).changes()).isEmpty();
    }

    @Test
    void phasesAreCopied() throws CapsuleException {
        final List<UpdateRecord.PhaseTime> phases = new ArrayList<>();
        final UpdateRecord record = record(phases, Optional.empty(), Optional.empty());
        phases.add(new UpdateRecord.PhaseTime(UpdatePhase.CHECK, START, Optional.empty()));

        assertThat(record.phases()).isEmpty();
    }

    private static UpdateRecord record(
            List<UpdateRecord.PhaseTime> phases, Optional<UpdateCapability> before, Optional<UpdateCapability> after)
            throws CapsuleException {
        return new UpdateRecord(
                "1",
                "pfru0",
                "/dev/acpi_pfr_update0",
                false,
                UpdateRecord.Operation.UPDATE,
                Optional.empty(),
                START,
                Optional.empty(),
                Capsule.parse(GoodCapsule.file(GoodCapsule.codeInjection())).summary(),
                phases,
                before,
                after,
                UpdateRecord.Outcome.PENDING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
