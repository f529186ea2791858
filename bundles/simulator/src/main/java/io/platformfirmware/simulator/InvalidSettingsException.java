// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.List;

/** Settings that can not be applied. */
final class InvalidSettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    InvalidSettingsException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** One sentence for each: key, value and what is allowed. */
    List<String> faults() {
        return faults;
    }
}
