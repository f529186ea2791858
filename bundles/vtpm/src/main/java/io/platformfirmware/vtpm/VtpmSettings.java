// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.SettingRules;
import java.util.Optional;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The settings in force.
 *
 * @param device the id of the TPM that the kernel is given; empty: none
 */
record VtpmSettings(Optional<String> device) {

    static final String PID = "io.platformfirmware.vtpm";

    static final VtpmSettings OFF = new VtpmSettings(Optional.empty());

    /** The settings as Configuration Admin has them: all text, so that any mistake can be named. */
    @ObjectClassDefinition(
            name = "Platform firmware TPM device of the kernel (vtpm)",
            description = "Gives a TPM to the kernel as /dev/tpmN. Every change applies at once.")
    @interface Config {

        /** Which TPM. */
        @AttributeDefinition(
                name = "Device",
                description =
                        "Id of the TPM that becomes a TPM device of the kernel, for example cr50-main. Empty: none, switched"
                                + " off.",
                required = false)
        String device() default "";
    }

    /**
     * Validates settings.
     *
     * @param config as Configuration Admin has them
     * @throws FirmwareException {@code INVALID_VALUE}: which key, which value, what is allowed
     */
    static VtpmSettings of(Config config) throws FirmwareException {
        final String id = config.device().trim();
        if (!id.matches("[^\\s/,;]*")) {
            throw new SettingRules(PID)
                    .refused("device", id, "the id of one TPM as cr50:list shows it, for example cr50-main, or empty");
        }
        return new VtpmSettings(Optional.of(id).filter(text -> !text.isEmpty()));
    }
}
