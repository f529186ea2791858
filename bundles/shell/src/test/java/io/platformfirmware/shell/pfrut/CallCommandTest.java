// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallCommandTest {

    private final PrintStream out = System.out;
    private final Locale locale = Locale.getDefault();

    @AfterEach
    void asItWas() {
        System.setOut(out);
        Locale.setDefault(locale);
    }

    /** The script reads them. */
    @Test
    void theNumbersBehindTheOutputHaveTheSameDigitsInEveryLocale() {
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, false, StandardCharsets.UTF_8));
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

        new CallCommand().execute(null, List.of("no call"));

        assertThat(printed.toString(StandardCharsets.UTF_8)).endsWith("in the console it is pfrut\n  1         78\n");
    }
}
