// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.doctor;

import io.platformfirmware.Failure;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of one link.
 *
 * @param link what it is, for example {@code PFRU driver}
 * @param verdict whether it holds
 * @param found what was seen, without a full stop
 * @param advice what to do, without a full stop; empty where there is nothing to do
 */
public record Finding(String link, Verdict verdict, String found, Optional<String> advice) {

    /** Whether a link holds. */
    public enum Verdict {
        /** It does. */
        OK,
        /** It does, or may, but something will be missed. */
        DOUBTFUL,
        /** It does not: what is above it can not work. */
        BROKEN,
        /** The machine does not have it, as most do not, or has it and nobody wants it for Karaf. */
        ABSENT,
        /** It can not be told from here. */
        UNKNOWN
    }

    /** Checks for null. */
    public Finding {
        Objects.requireNonNull(link);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(found);
        Objects.requireNonNull(advice);
    }

    static Finding ok(String link, String found) {
        return new Finding(link, Verdict.OK, found, Optional.empty());
    }

    static Finding doubtful(String link, String found, String advice) {
        return new Finding(link, Verdict.DOUBTFUL, found, Optional.of(advice));
    }

    static Finding absent(String link, String found, String advice) {
        return new Finding(link, Verdict.ABSENT, found, Optional.of(advice));
    }

    static Finding broken(String link, String found, String advice) {
        return new Finding(link, Verdict.BROKEN, found, Optional.of(advice));
    }

    /**
     * A link that does not hold.
     *
     * @param link what it is
     * @param failure why
     * @return the finding
     */
    public static Finding broken(String link, Failure failure) {
        return failed(link, Verdict.BROKEN, failure);
    }

    static Finding doubtful(String link, Failure failure) {
        return failed(link, Verdict.DOUBTFUL, failure);
    }

    private static Finding failed(String link, Verdict verdict, Failure failure) {
        return new Finding(link, verdict, failure.toString(), failure.nextStep().map(Finding::withoutStop));
    }

    static Finding unknown(String link, String found) {
        return new Finding(link, Verdict.UNKNOWN, found, Optional.empty());
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
