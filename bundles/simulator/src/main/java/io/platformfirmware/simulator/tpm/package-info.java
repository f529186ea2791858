// SPDX-License-Identifier: Apache-2.0
/**
 * A Google Cr50 (H1) Trusted Platform Module behind an SPI controller, with its ready line, simulated to the byte on the wire: what the
 * chip's firmware does (chromium EC, branch cr50_stab), what Linux's spidev and GPIO character device make of it, and a small TPM 2.0
 * inside, or swtpm. Nothing is exported; as a plain Java library the package also serves the tests of other bundles, from
 * {@link io.platformfirmware.simulator.tpm.SimulatedCr50}.
 */
package io.platformfirmware.simulator.tpm;
