// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.util.Optional;

/** The debug lines of Linux's update driver in both generations (Linux {@code drivers/acpi/pfr_update.c}). */
enum DebugLine {
    QUERY_CAP_NO_PACKAGE(null, "Query cap failed with no object"),
    QUERY_CAP_STATUS("Error Status:%d", "Query cap Error Status:%d"),
    QUERY_BUF_NO_PACKAGE(null, "Query buf failed with no object"),
    QUERY_BUF_STATUS("Error Status:%d", "Query buf failed with Error Status:%d"),
    QUERY_BUF_EXT_STATUS("Error Extended Status:%d", "Query buf failed with Error Extended Status:%d"),
    IMAGE_TYPE(null, "Invalid image type"),
    IMAGE_SIZE(null, "Invalid image size"),
    RESULT("Update result:", "Update result:"),
    AUTHENTICATION_LOW("Authentication Time Low:%d", "Authentication Time Low:%d"),
    AUTHENTICATION_HIGH("Authentication Time High:%d", "Authentication Time High:%d"),
    EXECUTION_LOW("Execution Time Low:%d", "Execution Time Low:%d"),
    EXECUTION_HIGH("Execution Time High:%d", "Execution Time High:%d"),
    UPDATE_NO_PACKAGE(null, "Update failed to start with no object"),
    UPDATE_STATUS("Error Status:%d", "Update failed with Error Status:%d"),
    UPDATE_EXT_STATUS("Error Extended Status:%d", "Update failed with Error Extended Status:%d"),
    TOO_LARGE(null, "Capsule image size too large");

    private final Optional<String> before;
    private final String since;

    DebugLine(String before, String since) {
        this.before = Optional.ofNullable(before);
        this.since = since;
    }

    /** Its format; empty where that generation does not have it. */
    Optional<String> format(KernelMessages texts) {
        return texts == KernelMessages.LINUX_5_17 ? before : Optional.of(since);
    }
}
