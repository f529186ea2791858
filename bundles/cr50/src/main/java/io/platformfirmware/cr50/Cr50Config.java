// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.cr50;

import io.platformfirmware.tpm.WaitStrategy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings as Configuration Admin has them: all text, so that any mistake can be named. {@link Cr50Settings} reads them. */
@ObjectClassDefinition(
        name = "Platform firmware TPM (Cr50)",
        description = "One chip on SPI. Every change applies at once.")
@interface Cr50Config {

    /** Device node. */
    @AttributeDefinition(name = "SPI device", description = "Path of the node, for example /dev/spidev0.0.")
    String spiDevice() default "";

    /** Ready line. */
    @AttributeDefinition(
            name = "Ready line",
            description = "The chip's ready line: " + ReadyLineName.ALLOWED + ". Empty or none: delays.",
            required = false)
    String readyLine() default "";

    /** Wait strategy. */
    @AttributeDefinition(
            name = "Wait strategy",
            description = "How wait states are waited for: auto, " + WaitStrategy.ALLOWED
                    + ". Empty: auto, what the self-test finds.",
            required = false)
    String waitStrategy() default "";

    /** Speed (Hz). */
    @AttributeDefinition(
            name = "Speed (Hz)",
            description =
                    "Clock rate asked of the controller; the chip takes 2000000 at most. 1000 to 2000000; empty: 1000000.",
            required = false)
    String speedHz() default "";

    /** Access delay (milliseconds). */
    @AttributeDefinition(
            name = "Access delay (milliseconds)",
            description =
                    "Between two transactions where there is no ready edge. Longer (10) where headers get lost. 0 to 1000; empty: 2.",
            required = false)
    String accessDelay() default "";

    /** Ready timeout (milliseconds). */
    @AttributeDefinition(
            name = "Ready timeout (milliseconds)",
            description = "How long a ready edge is waited for, once edges were seen to come. 1 to 60000; empty: 750.",
            required = false)
    String readyTimeout() default "";

    /** Sleep delay (milliseconds). */
    @AttributeDefinition(
            name = "Sleep delay (milliseconds)",
            description =
                    "After so long without an access the chip may sleep, and is woken first. The chip: 1000. 0 to 3600000; empty: 900.",
            required = false)
    String sleepDelay() default "";

    /** Wake delay (milliseconds). */
    @AttributeDefinition(
            name = "Wake delay (milliseconds)",
            description = "From the pulse that wakes the chip to the next access. 0 to 1000; empty: 1.",
            required = false)
    String wakeDelay() default "";

    /** Flow control timeout (milliseconds). */
    @AttributeDefinition(
            name = "Flow control timeout (milliseconds)",
            description = "How long the chip may stay in its wait states. 1 to 60000; empty: 750.",
            required = false)
    String flowControlTimeout() default "";

    /** Timeout A (milliseconds). */
    @AttributeDefinition(
            name = "Timeout A (milliseconds)",
            description = "For the locality and the burst count. 1 to 60000; empty: 750.",
            required = false)
    String timeoutA() default "";

    /** Timeout B (milliseconds). */
    @AttributeDefinition(
            name = "Timeout B (milliseconds)",
            description =
                    "For the chip to get ready for a command, and for a status that can be understood. 1 to 600000; empty: 4000.",
            required = false)
    String timeoutB() default "";

    /** Timeout C (milliseconds). */
    @AttributeDefinition(
            name = "Timeout C (milliseconds)",
            description = "For a status to become valid. 1 to 60000; empty: 200.",
            required = false)
    String timeoutC() default "";

    /** Medium duration (milliseconds). */
    @AttributeDefinition(
            name = "Medium duration (milliseconds)",
            description =
                    "How long TPM2_Startup, PCR_Extend, GetCapability and hash sequences may take. 1 to 3600000; empty: 2000.",
            required = false)
    String mediumDuration() default "";

    /** Long duration (milliseconds). */
    @AttributeDefinition(
            name = "Long duration (milliseconds)",
            description =
                    "How long TPM2_SelfTest, GetRandom, NV_Read and hierarchy changes may take. 1 to 3600000; empty: 4000.",
            required = false)
    String longDuration() default "";

    /** Longest duration (milliseconds). */
    @AttributeDefinition(
            name = "Longest duration (milliseconds)",
            description =
                    "How long commands that make keys or verify signatures may take. 1 to 3600000; empty: 300000.",
            required = false)
    String longestDuration() default "";

    /** Other duration (milliseconds). */
    @AttributeDefinition(
            name = "Other duration (milliseconds)",
            description = "How long every other command may take. 1 to 3600000; empty: 120000.",
            required = false)
    String otherDuration() default "";

    /** Reset timeout (milliseconds). */
    @AttributeDefinition(
            name = "Reset timeout (milliseconds)",
            description =
                    "How long a chip that worked before may give answers that make no sense, as while it is reset. 1 to 600000; empty: 10000.",
            required = false)
    String resetTimeout() default "";

    /** Locality release (milliseconds). */
    @AttributeDefinition(
            name = "Locality release (milliseconds)",
            description = "After so long without a command the locality is given up. 0 to 3600000; empty: 5000.",
            required = false)
    String localityRelease() default "";

    /** Wake pulse (microseconds). */
    @AttributeDefinition(
            name = "Wake pulse (microseconds)",
            description = "How long chip select is low to wake the chip. 1 to 65535; empty: 1000.",
            required = false)
    String wakePulse() default "";

    /** Quality of random bytes. */
    @AttributeDefinition(
            name = "Quality of random bytes",
            description = "Bits of entropy in 1024 bits of the chip's random bytes. 0 to 1024; empty: 700.",
            required = false)
    String rngQuality() default "";

    /** Whether the kernel gets random bytes. */
    @AttributeDefinition(
            name = "Feed the kernel's entropy",
            description =
                    "true: adds random bytes of the chip to the kernel's pool, which takes CAP_SYS_ADMIN. Empty: false.",
            required = false)
    String feedKernelEntropy() default "";

    /** Entropy interval (milliseconds). */
    @AttributeDefinition(
            name = "Entropy interval (milliseconds)",
            description =
                    "How long after 32 bytes the kernel's pool gets more. A chip that sleeps is woken. 100 to 3600000; empty: 60000.",
            required = false)
    String entropyInterval() default "";

    /** Trace length. */
    @AttributeDefinition(
            name = "Trace length",
            description = "How many transactions are kept for cr50:trace; 0 for none. 0 to 65536; empty: 256.",
            required = false)
    String traceLength() default "";

    /** Whether the trace keeps secrets. */
    @AttributeDefinition(
            name = "Trace data",
            description =
                    "true: the trace keeps whole commands and responses, secrets among them. Empty: false, headers only.",
            required = false)
    String traceData() default "";
}
