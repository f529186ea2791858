// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.update.DriverReport;
import io.platformfirmware.update.DriverRule;
import io.platformfirmware.update.DsmStatus;
import io.platformfirmware.update.UpdatePhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A refusal in the light of what the driver said of it. */
final class Refusal {

    private static final String NOT_TRUSTED = "the signature is not one that the firmware trusts";
    private static final String NOT_WANTED = "the firmware refuses the version or the platform";

    private Refusal() {}

    /** The same failure with more advice. */
    static Failure advised(Failure failure, String advice) {
        return failure.next(failure.nextStep().map(step -> step + " " + advice).orElse(advice));
    }

    /** The failure with the firmware's status, or the driver's rule, in place of guesses. */
    static Failure explained(Failure failure, DriverReport report) {
        if (report.status().isPresent()) {
            return answered(failure, report, report.status().getAsLong());
        }
        if (report.refusedBy().isPresent()) {
            return with(failure, message(failure, report.refusedBy().get()), List.of());
        }
        return advised(failure, "What the driver says of it is not known: " + whyNot(report) + ".");
    }

    private static Failure answered(Failure failure, DriverReport report, long status) {
        final Optional<DsmStatus> known = DsmStatus.of(status);
        final Failure answered = with(
                failure,
                (report.phase() == UpdatePhase.LOAD
                                ? failure.message() + ": it answered with "
                                : "the firmware answered with ")
                        + report.answer().orElseThrow(),
                causes(failure, report.phase(), known));
        return known.filter(DsmStatus.RETRY_SUGGESTED::equals).isPresent()
                ? answered.next("Try again: the firmware suggests it."
                        + failure.nextStep().map(step -> " " + step).orElse(""))
                : answered;
    }

    private static List<String> causes(Failure failure, UpdatePhase phase, Optional<DsmStatus> status) {
        if (status.isEmpty()) {
            return List.of("a status that the interface does not have a name for: ask the vendor of the platform");
        }
        final boolean both = failure.operation().equals(PfruChannel.STAGE_AND_ACTIVATE);
        final boolean stages = both || phase == UpdatePhase.STAGE;
        final boolean activates = phase == UpdatePhase.ACTIVATE;
        final List<String> causes = new ArrayList<>();
        switch (status.get()) {
            case INVAL_INPUT -> {
                if (stages) {
                    causes.add(NOT_WANTED);
                    causes.add("the firmware does not understand the capsule");
                } else if (activates) {
                    causes.add("the firmware has nothing staged");
                } else {
                    causes.add(status.get().sentence());
                }
            }
            case FUNC_SPEC_ERR, UNKNOWN -> {
                causes.add(status.get().sentence());
                if (stages) {
                    causes.add(NOT_TRUSTED);
                    causes.add(NOT_WANTED);
                }
                if (activates) {
                    causes.add("the payload failed while it was being activated");
                }
            }
            default -> causes.add(status.get().sentence());
        }
        return causes;
    }

    private static String message(Failure failure, DriverRule rule) {
        return rule == DriverRule.MALFORMED_ANSWER ? rule.sentence() : failure.message() + ": " + rule.sentence();
    }

    private static String whyNot(DriverReport report) {
        if (report.gap()) {
            return "messages of the kernel were lost";
        }
        return report.ambiguous()
                ? "its lines contradict each other, another program used the device"
                : "it wrote no line that tells";
    }

    private static Failure with(Failure failure, String message, List<String> causes) {
        return new Failure(
                failure.reason(),
                failure.deviceId(),
                failure.operation(),
                message,
                failure.systemError(),
                causes,
                failure.nextStep());
    }
}
