// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options, in the order of the tool's table; the last two are ours. */
enum OptionName {
    LOAD('l', "load", true),
    STAGE('s', "stage", false),
    ACTIVATE('a', "activate", false),
    UPDATE('u', "update", false),
    QUERY('q', "query", false),
    GET_LOG_INFO('G', "getloginfo", false),
    TYPE('T', "type", true),
    LEVEL('L', "level", true),
    READ('R', "read", false),
    SET_REVISION('d', "setrev", true),
    SET_LOG_REVISION('D', "setrevlog", true),
    HELP('h', "help", false),
    DEVICE('\0', "device", true),
    COMPAT_VERSION('V', "compat-version", true);

    private final char letter;
    private final String word;
    private final boolean valued;

    OptionName(char letter, String word, boolean valued) {
        this.letter = letter;
        this.word = word;
        this.valued = valued;
    }

    static Optional<OptionName> of(char letter) {
        return letter == '\0'
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(option -> option.letter == letter)
                        .findFirst();
    }

    /**
     * The one with this name, or else all of the tool's whose name begins so. Ours have no short forms: {@code -de} is {@code -d} with a
     * value there.
     */
    static List<OptionName> matching(String start) {
        final Optional<OptionName> exact = Arrays.stream(values())
                .filter(option -> option.word.equals(start))
                .findFirst();
        return exact.map(List::of)
                .orElseGet(() -> Arrays.stream(values())
                        .filter(option -> !option.ours() && option.word.startsWith(start))
                        .toList());
    }

    private boolean ours() {
        return this == DEVICE || this == COMPAT_VERSION;
    }

    String word() {
        return word;
    }

    /** Whether a value goes with it. */
    boolean valued() {
        return valued;
    }

    /** As a user types it in full. */
    String dashed() {
        return "--" + word;
    }
}
