// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings as Metatype describes them. {@link SimulatorSettings} reads them, because a wrong value must not stop anything. */
@ObjectClassDefinition(
        id = Simulator.PID,
        name = "Platform Firmware: Simulator",
        description =
                "Simulated firmware devices. Every change takes effect at once; an invalid one is refused as a whole.")
@interface SimulatorConfiguration {

    @AttributeDefinition(
            name = "Update devices",
            description =
                    "How many PFRU devices there are. Raising it adds devices at power on, lowering it takes away the"
                            + " last ones; the others keep their state.",
            min = "0",
            max = "8")
    int updateDevices() default SimulatorSettings.DEFAULT_UPDATE_DEVICES;

    @AttributeDefinition(
            name = "Version rule",
            description = "How the simulated kernel judges the version of a driver update.",
            options = {
                @Option(
                        value = "svn",
                        label = "By secure version number (Linux 6.17 and later, and their stable kernels)"),
                @Option(value = "runtime-version", label = "By runtime version (earlier kernels)")
            })
    String versionRule() default SimulatorSettings.DEFAULT_VERSION_RULE;

    @AttributeDefinition(
            name = "Buffer size",
            description = "Bytes of the firmware's communication buffer. A smaller one keeps what fits of its content.",
            min = "4096",
            max = "67108864")
    int bufferSize() default FirmwareSettings.DEFAULT_BUFFER_SIZE;

    @AttributeDefinition(
            name = "Forced status: query capability",
            description =
                    "What the firmware answers, 1..4294967295; 0 forces nothing. Linux makes EBUSY of any of them.",
            min = "0",
            max = "4294967295")
    long queryCapabilityStatus() default 0;

    @AttributeDefinition(
            name = "Forced status: query buffer",
            description = "What the firmware answers when a capsule is loaded; 0 forces nothing.",
            min = "0",
            max = "4294967295")
    long queryBufferStatus() default 0;

    @AttributeDefinition(
            name = "Forced status: start",
            description = "What the firmware answers to stage and activate; 0 forces nothing.",
            min = "0",
            max = "4294967295")
    long startStatus() default 0;

    @AttributeDefinition(
            name = "Extended status",
            description = "Goes with a forced status.",
            min = "0",
            max = "4294967295")
    long extStatus() default 0;

    @AttributeDefinition(
            name = "Start time",
            description =
                    "Milliseconds that every stage and activate takes. Like real firmware it holds up every other call.",
            min = "0",
            max = "600000")
    int startMillis() default 0;

    @AttributeDefinition(
            name = "Malformed answer",
            description = "The function that answers something that Linux does not understand and makes EINVAL of.",
            options = {
                @Option(value = "none", label = "None"),
                @Option(value = "query-capability", label = "Query capability"),
                @Option(value = "query-buffer", label = "Query buffer"),
                @Option(value = "start", label = "Start")
            })
    String malformedAnswer() default SimulatorSettings.NONE;
}
