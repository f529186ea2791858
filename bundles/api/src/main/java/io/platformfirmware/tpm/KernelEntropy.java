// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import java.util.Optional;

/**
 * How the chip's random bytes reach the kernel's pool of randomness, where the settings want that.
 *
 * @param bytes how many were added since the service began
 * @param trouble why the last attempt added none, or none can be made; empty when all is well
 */
public record KernelEntropy(long bytes, Optional<String> trouble) {}
