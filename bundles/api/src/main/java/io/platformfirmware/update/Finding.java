// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What one rule says of one file.
 *
 * @param rule the rule
 * @param verdict what it says
 * @param offset where in the file the value stands, in bytes; empty where the rule is about the file as a whole
 * @param expected what the rule wants, as text
 * @param actual what is there, as text
 * @param explanation one sentence for a person
 */
public record Finding(
        CapsuleRule rule, Verdict verdict, OptionalLong offset, String expected, String actual, String explanation) {

    /** What a rule says. */
    public enum Verdict {
        /** The rule holds. */
        PASS,
        /** Worth knowing; does not stand in the way. */
        WARNING,
        /** The rule is broken: the capsule is refused. */
        FAIL,
        /** Can not be told from here; the driver or the firmware will. */
        NOT_JUDGED
    }

    /** Checks for null. */
    public Finding {
        Objects.requireNonNull(rule);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(offset);
        Objects.requireNonNull(expected);
        Objects.requireNonNull(actual);
        Objects.requireNonNull(explanation);
    }

    /** One line: the rule, the offset, both values and the explanation. */
    @Override
    public String toString() {
        final StringBuilder line = new StringBuilder(rule.id());
        offset.ifPresent(at -> line.append(" at offset ").append(at));
        return line.append(": expected ")
                .append(expected)
                .append(", found ")
                .append(actual)
                .append(". ")
                .append(explanation)
                .toString();
    }
}
