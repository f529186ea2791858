// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.time.Duration;
import java.util.Optional;

/**
 * How a link stands.
 *
 * @param selfTest of the last opening; empty before the first
 * @param readyLine what is known of the ready line
 * @param readyLineName the line as the settings name it, for example {@code gpiochip0:42}; empty for none
 * @param readyLineTrouble why the line can not be had, where {@link ReadyLineState#UNAVAILABLE}
 * @param accessDelay between two transactions without a ready edge
 * @param speedHz the clock rate asked for
 * @param localityHeld whether locality 0 is claimed
 * @param suspended whether commands are refused
 * @param waiting how many commands wait, the one that runs not among them
 * @param running what runs, for example {@code TPM2_GetRandom}
 * @param firmwareVersion as last read; empty before
 * @param kernelEntropy how the kernel's pool of randomness is fed; empty where the settings do not want that
 */
public record LinkState(
        Optional<SelfTestReport> selfTest,
        ReadyLineState readyLine,
        Optional<String> readyLineName,
        Optional<String> readyLineTrouble,
        Duration accessDelay,
        int speedHz,
        boolean localityHeld,
        boolean suspended,
        int waiting,
        Optional<String> running,
        Optional<String> firmwareVersion,
        Optional<KernelEntropy> kernelEntropy) {}
