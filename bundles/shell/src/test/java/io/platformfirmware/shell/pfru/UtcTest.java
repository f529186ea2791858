// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Commands print local time: here it is UTC. */
abstract class UtcTest {

    private final TimeZone real = TimeZone.getDefault();

    @BeforeEach
    void useUtc() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    @AfterEach
    void restore() {
        TimeZone.setDefault(real);
    }
}
