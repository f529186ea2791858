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
            name = "Telemetry devices",
            description =
                    "How many PFRT devices there are. Each stands over the same firmware as the update device with"
                            + " its number, where there is one; the firmware keeps its state while either is there.",
            min = "0",
            max = "8")
    int telemetryDevices() default SimulatorSettings.DEFAULT_TELEMETRY_DEVICES;

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
            name = "Kernel messages",
            description = "Which texts the debug lines of the simulated kernel's update driver have.",
            options = {
                @Option(value = "5.17", label = "Those of Linux 5.17 to 6.16"),
                @Option(value = "6.17", label = "Those of Linux 6.17 and later")
            })
    String kernelMessages() default SimulatorSettings.DEFAULT_KERNEL_MESSAGES;

    @AttributeDefinition(
            name = "Kernel log fault",
            description = "What is wrong with the simulated kernel's log and its debug lines.",
            options = {
                @Option(value = "none", label = "Nothing"),
                @Option(value = "absent", label = "There is no debugfs"),
                @Option(value = "read-only", label = "Debug lines can not be switched"),
                @Option(value = "restricted", label = "The kernel is locked down"),
                @Option(value = "wrapped", label = "Only the last message of each look at the log is left"),
                @Option(value = "cut", label = "Half of each debug line is missing")
            })
    String kernelLogFault() default SimulatorSettings.NONE;

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

    @AttributeDefinition(
            name = "Execution log size",
            description = "Bytes of the log of the last update, a multiple of 4096. A change empties it.",
            min = "4096",
            max = "1048576")
    int executionLogSize() default LogSettings.DEFAULT_EXECUTION_SIZE;

    @AttributeDefinition(
            name = "History log size",
            description = "Bytes of the log of all updates, a multiple of 4096. A change empties it.",
            min = "4096",
            max = "1048576")
    int historyLogSize() default LogSettings.DEFAULT_HISTORY_SIZE;

    @AttributeDefinition(
            name = "Forced status: set log level",
            description = "What the firmware answers when the log level is set; 0 forces nothing.",
            min = "0",
            max = "4294967295")
    long setLevelStatus() default 0;

    @AttributeDefinition(
            name = "Forced status: get log level",
            description = "What the firmware answers to the query of the log level; 0 forces nothing.",
            min = "0",
            max = "4294967295")
    long getLevelStatus() default 0;

    @AttributeDefinition(
            name = "Forced status: get log data",
            description = "What the firmware answers to the query of where its log is; 0 forces nothing.",
            min = "0",
            max = "4294967295")
    long getDataStatus() default 0;

    @AttributeDefinition(
            name = "Telemetry fault",
            description = "What the firmware does wrong with its log.",
            options = {
                @Option(value = "none", label = "Nothing"),
                @Option(value = "no-address", label = "The log's address is 0"),
                @Option(value = "unaligned-address", label = "The log's address is not that of a page"),
                @Option(value = "unaligned-size", label = "The log's size is not whole pages"),
                @Option(value = "no-size", label = "The log's size is 0"),
                @Option(value = "chunk1-outside", label = "Chunk 1 is not within the log"),
                @Option(value = "chunk1-overlap", label = "Chunk 1 begins in the middle of chunk 2"),
                @Option(value = "sizes-too-large", label = "Both chunks are larger than the log"),
                @Option(value = "wrong-level", label = "The log level is said to be 3, which does not exist"),
                @Option(value = "set-ignored", label = "A log level that is set is acknowledged and forgotten"),
                @Option(value = "malformed-set-level", label = "Setting the log level is not answered with a package"),
                @Option(value = "malformed-get-level", label = "The query of the level is not answered with a package"),
                @Option(value = "malformed-data", label = "The query of the log is not answered with a package"),
                @Option(value = "wrong-element", label = "Answers to queries have a string in place of a number")
            })
    String telemetryFault() default SimulatorSettings.NONE;

    @AttributeDefinition(
            name = "TPM chips",
            description =
                    "How many TPM chips there are, each behind an SPI device and with its ready line on a GPIO chip."
                            + " Raising it adds chips at power on, lowering it takes away the last ones.",
            min = "0",
            max = "8")
    int tpmChips() default TpmSettings.DEFAULT_CHIPS;

    @AttributeDefinition(
            name = "TPM engine",
            description =
                    "The TPM inside: builtin, a small one without keys, or swtpm:HOST:PORT, a swtpm that listens for"
                            + " commands on PORT and for its control on the next port. Chip n takes PORT + 2 n. A change"
                            + " resets the TPM.")
    String tpmEngine() default TpmEngineChoice.BUILT_IN;

    @AttributeDefinition(
            name = "TPM family",
            description = "Which chip its registers say it is.",
            options = {
                @Option(value = "cr50", label = "Google Cr50"),
                @Option(value = "ti50", label = "Google Ti50, with long ready pulses only"),
                @Option(value = "other", label = "One of another vendor")
            })
    String tpmFamily() default "cr50";

    @AttributeDefinition(
            name = "TPM ready line",
            description = "What the ready line does after a transaction.",
            options = {
                @Option(value = "normal", label = "A pulse when the chip is ready"),
                @Option(value = "none", label = "Nothing"),
                @Option(value = "missing", label = "Half of the pulses are missing"),
                @Option(value = "delayed", label = "The pulse comes 5 ms late"),
                @Option(value = "early", label = "The pulse comes before the chip is ready"),
                @Option(value = "double", label = "Two pulses"),
                @Option(value = "storm", label = "Pulses without end")
            })
    String tpmReadyLine() default "normal";

    @AttributeDefinition(
            name = "TPM wait bytes",
            description = "Bytes of stall in every transaction.",
            min = "0",
            max = "65535")
    int tpmWaitBytes() default TpmSettings.DEFAULT_WAIT_BYTES;

    @AttributeDefinition(
            name = "TPM command time",
            description = "Milliseconds that every TPM command takes at least.",
            min = "0",
            max = "600000")
    int tpmCommandMillis() default TpmSettings.DEFAULT_COMMAND_MILLIS;

    @AttributeDefinition(
            name = "TPM sleep",
            description = "Whether the chip sleeps 1 s after the last transaction.",
            options = {@Option(value = "on", label = "It does"), @Option(value = "off", label = "It never does")})
    String tpmSleep() default SimulatorSettings.ON;

    @AttributeDefinition(
            name = "TPM wake-up time",
            description =
                    "Microseconds from the beginning of a transaction that wakes the chip in which bytes are lost.",
            min = "0",
            max = "1000000")
    int tpmWakeMicros() default TpmSettings.DEFAULT_WAKE_MICROS;

    @AttributeDefinition(
            name = "TPM busy time",
            description = "Milliseconds that the chip is busy after one of 16 transactions, by chance; 0 for never.",
            min = "0",
            max = "60000")
    int tpmBusyMillis() default 0;

    @AttributeDefinition(
            name = "TPM MISO",
            description = "What the line from the chip to the host does.",
            options = {
                @Option(value = "normal", label = "It carries what the chip says"),
                @Option(value = "stuck00", label = "It is low"),
                @Option(value = "stuckff", label = "It is high")
            })
    String tpmMiso() default "normal";

    @AttributeDefinition(
            name = "TPM chip select",
            description = "Whether the SPI controller keeps chip select low between the messages of a transaction.",
            options = {@Option(value = "on", label = "It does"), @Option(value = "off", label = "It does not, silently")
            })
    String tpmHoldsChipSelect() default SimulatorSettings.ON;

    @AttributeDefinition(
            name = "TPM late completion",
            description = "Whether the answer of an aborted command still comes, as with a real chip.",
            options = {@Option(value = "on", label = "It does"), @Option(value = "off", label = "It does not")})
    String tpmLateCompletion() default SimulatorSettings.ON;

    @AttributeDefinition(
            name = "TPM fault",
            description = "What the chip does wrong.",
            options = {
                @Option(value = "none", label = "Nothing"),
                @Option(value = "stall", label = "It never answers a header"),
                @Option(value = "burst-zero", label = "Its burst count is always 0"),
                @Option(value = "size-too-small", label = "Every answer says that it has 9 bytes"),
                @Option(value = "size-too-large", label = "Every answer says that it has 4294967295 bytes"),
                @Option(value = "left-over", label = "4 bytes follow every answer"),
                @Option(value = "bit-flips", label = "One byte of 1000 has a wrong bit"),
                @Option(value = "resets", label = "The TPM is reset after one of 1000 transactions, by chance")
            })
    String tpmFault() default SimulatorSettings.NONE;

    @AttributeDefinition(
            name = "Entropy pool",
            description = "What the kernel does with random bytes for its pool.",
            options = {
                @Option(value = "normal", label = "It takes them"),
                @Option(value = "denied", label = "It refuses them, as from a process without CAP_SYS_ADMIN")
            })
    String tpmEntropyPool() default "normal";
}
