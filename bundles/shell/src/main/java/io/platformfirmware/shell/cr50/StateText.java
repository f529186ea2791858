// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.cr50;

import io.platformfirmware.shell.Text;
import io.platformfirmware.shell.Tone;
import io.platformfirmware.tpm.KernelEntropy;
import io.platformfirmware.tpm.LinkState;
import io.platformfirmware.tpm.SelfTestReport;
import io.platformfirmware.tpm.WaitStrategy;
import java.util.Locale;

/** How a link stands, in a few words. */
final class StateText {

    private static final String NONE_WORKS = "none works";
    private static final String SUSPENDED = "suspended";
    private static final int KILO = 1_000;
    private static final int MEGA = 1_000_000;

    private StateText() {}

    /** The strategy in force, or what keeps commands from the chip. */
    static String strategy(LinkState state) {
        if (state.suspended()) {
            return SUSPENDED;
        }
        return state.selfTest().map(StateText::strategy).orElse(Text.NONE);
    }

    static String strategy(SelfTestReport report) {
        return report.strategy().map(WaitStrategy::id).orElse(NONE_WORKS);
    }

    static Tone strategyTone(String cell) {
        return switch (cell) {
            case NONE_WORKS -> Tone.BAD;
            case SUSPENDED -> Tone.ATTENTION;
            default -> Tone.PLAIN;
        };
    }

    static Tone readyLineTone(String cell) {
        return switch (cell) {
            case "unavailable", "silent" -> Tone.ATTENTION;
            default -> Tone.PLAIN;
        };
    }

    static String readyLine(LinkState state) {
        final String name = state.readyLineName().map(line -> line + ", ").orElse("");
        final String why =
                state.readyLineTrouble().map(trouble -> ": " + trouble).orElse("");
        return name
                + switch (state.readyLine()) {
                    case NONE -> "none: delays";
                    case UNAVAILABLE -> "unavailable: delays" + why;
                    case UNCONFIRMED -> "not seen to work yet: delays, or an edge that comes earlier" + why;
                    case CONFIRMED -> "confirmed: edges come";
                    case SILENT -> "silent: no edge comes; delays" + why;
                };
    }

    static String commands(LinkState state) {
        final String running = state.running().map(name -> name + " runs").orElse("none runs");
        return state.waiting() == 0 ? running : running + ", " + state.waiting() + " wait";
    }

    static String kernelEntropy(KernelEntropy entropy) {
        final String so = entropy.bytes() + " bytes so far";
        return entropy.trouble()
                .map(why -> "does not feed the kernel's pool, " + so + ": " + why)
                .orElse("feeds the kernel's pool, " + so);
    }

    /** A clock rate, exact. */
    static String speed(int hertz) {
        if (hertz % KILO != 0 || hertz == 0) {
            return hertz + " Hz";
        }
        return hertz % MEGA == 0 ? hertz / MEGA + " MHz" : String.format(Locale.ROOT, "%d kHz", hertz / KILO);
    }
}
