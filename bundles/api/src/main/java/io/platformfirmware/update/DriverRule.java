// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

/** Why Linux's driver refuses a capsule or an answer (Linux drivers/acpi/pfr_update.c); kernels before 6.17 do not say. */
public enum DriverRule {
    /** The image type is neither that of a code injection nor that of a driver update. */
    IMAGE_TYPE("the image type is neither that of a code injection nor that of a driver update"),
    /** The image header has a version that Linux does not know; its message speaks of the size of the image. */
    IMAGE_HEADER_VERSION("the version of the image header is neither 1 nor 2"),
    /** The capsule is larger than the firmware's communication buffer. */
    CAPSULE_SIZE("the capsule is larger than the firmware's communication buffer"),
    /** Linux could not map the communication buffer. */
    BUFFER_MAPPING("the communication buffer could not be mapped"),
    /** The capsule could not be copied out of the memory of this process. */
    BUFFER_COPY("the capsule could not be copied into the communication buffer"),
    /** The firmware's answer is not one that Linux understands. */
    MALFORMED_ANSWER("the firmware's answer is not one that Linux understands"),
    /**
     * A version is lower than that of the firmware that runs. The driver says nothing of it: this is what is left when it refused
     * a capsule in silence though it speaks of everything else. In silence it also refuses a capability with a GUID of more than
     * 16 bytes (kernels with a fix of 2026).
     */
    VERSION("the version of the payload is lower than the one that runs (the driver refused it without a word)");

    private final String sentence;

    DriverRule(String sentence) {
        this.sentence = sentence;
    }

    /**
     * What was refused.
     *
     * @return without a full stop
     */
    public String sentence() {
        return sentence;
    }
}
