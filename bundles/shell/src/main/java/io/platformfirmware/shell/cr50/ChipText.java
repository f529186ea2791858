// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.tpm.ChipIdentity;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.WaitStrategy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A chip and the link to it in a few words. */
final class ChipText {

    /** One slot of the firmware: its letter, an asterisk where it is the active one of two, the version without its build. */
    private static final Pattern SLOT = Pattern.compile("\\bRW_[A-Z]:\\s*(\\*?)\\s*(\\d+(?:\\.\\d+)+)");

    private static final int ACTIVE = 1;
    private static final int VERSION = 2;

    private ChipText() {}

    /** The family, or vendor and device where it is another one. */
    static String name(ChipIdentity chip) {
        return switch (chip.family()) {
            case CR50 -> "Cr50";
            case TI50 -> "Ti50";
            case OTHER -> String.format(Locale.ROOT, "%04x:%04x", chip.vendorId(), chip.deviceId());
        };
    }

    static String full(ChipIdentity chip) {
        return String.format(
                Locale.ROOT, "%s (DID_VID 0x%08X, RID 0x%02X)", name(chip), chip.didVid(), chip.revision());
    }

    /** Who the chip was when the link was opened last. */
    static Optional<ChipIdentity> identity(LinkState state) {
        return state.selfTest().flatMap(SelfTestReport::identity);
    }

    /** The strategy in force. */
    static Optional<String> strategy(LinkState state) {
        return state.selfTest().flatMap(SelfTestReport::strategy).map(WaitStrategy::id);
    }

    /**
     * The version of the firmware that runs.
     *
     * @param full for example {@code B2-C:0 RO_B:0.0.11/4d655eab RW_B:0.5.130/cr50_v2.9}
     * @return empty where it can not be told
     */
    static Optional<String> shortVersion(String full) {
        final List<MatchResult> slots = SLOT.matcher(full).results().toList();
        if (slots.size() == 1) {
            return Optional.of(slots.get(0).group(VERSION));
        }
        final List<MatchResult> active =
                slots.stream().filter(slot -> !slot.group(ACTIVE).isEmpty()).toList();
        return active.size() == 1 ? Optional.of(active.get(0).group(VERSION)) : Optional.empty();
    }
}
