// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import java.lang.annotation.Annotation;

/** A configuration as Configuration Admin would give it. */
record Given(String logLevel, String logType, String logRevision, String followInterval)
        implements PfrtSettings.Config {

    static final Given NOTHING = new Given("", "", "", "");

    Given level(String text) {
        return new Given(text, logType, logRevision, followInterval);
    }

    Given type(String text) {
        return new Given(logLevel, text, logRevision, followInterval);
    }

    Given revision(String text) {
        return new Given(logLevel, logType, text, followInterval);
    }

    Given every(long millis) {
        return new Given(logLevel, logType, logRevision, Long.toString(millis));
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return PfrtSettings.Config.class;
    }
}
