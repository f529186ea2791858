// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Collects findings in the order in which the rules are judged. */
final class Findings {

    private final List<Finding> list = new ArrayList<>();

    List<Finding> list() {
        return List.copyOf(list);
    }

    /** Begins to judge a rule by a value in the file. */
    Judgement on(CapsuleRule rule, long offset, String expected, String actual) {
        return new Judgement(list, rule, OptionalLong.of(offset), expected, actual);
    }

    /** Begins to judge a rule by the file as a whole. */
    Judgement on(CapsuleRule rule, String expected, String actual) {
        return new Judgement(list, rule, OptionalLong.empty(), expected, actual);
    }

    /** What a rule compares; exactly one of its methods is called, with one sentence for a person. */
    record Judgement(List<Finding> to, CapsuleRule rule, OptionalLong offset, String expected, String actual) {

        /** Passes or fails; gives back which. */
        boolean decide(boolean holds, String good, String bad) {
            return holds ? pass(good) : fail(bad);
        }

        boolean pass(String explanation) {
            add(Finding.Verdict.PASS, explanation);
            return true;
        }

        boolean warn(String explanation) {
            add(Finding.Verdict.WARNING, explanation);
            return true;
        }

        boolean fail(String explanation) {
            add(Finding.Verdict.FAIL, explanation);
            return false;
        }

        void notJudged(String explanation) {
            add(Finding.Verdict.NOT_JUDGED, explanation);
        }

        private void add(Finding.Verdict verdict, String explanation) {
            to.add(new Finding(rule, verdict, offset, expected, actual, explanation));
        }
    }
}
