// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfrut;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kernel releases with which the tool's lines changed. */
enum Generation {
    /** The first. */
    V5_17("5.17"),
    /** Other words for a bad log type or level ("Check if the input of level and type is in the right numeric range"). */
    V6_3("6.3"),
    /** The capability starts with the features ("Print the update_cap field during capability query"). */
    V6_10("6.10");

    static final Generation LATEST = V6_10;

    private final String release;

    Generation(String release) {
        this.release = release;
    }

    static Optional<Generation> of(String release) {
        return Arrays.stream(values())
                .filter(generation -> generation.release.equals(release))
                .findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(generation -> generation.release).collect(Collectors.joining(", "));
    }

    boolean showsFeatures() {
        return this == V6_10;
    }

    /** What is printed for a type that there is not. */
    String badType(String word) {
        return this == V5_17 ? "Invalid log type " + word : "Number expected: type(0:execution, 1:history) - Quit.";
    }

    /** What is printed for a level that there is not. */
    String badLevel(String word) {
        return this == V5_17 ? "Invalid log level " + word : "Number expected: level(0, 1, 2, 4) - Quit.";
    }
}
