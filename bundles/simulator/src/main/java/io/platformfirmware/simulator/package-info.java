// SPDX-License-Identifier: Apache-2.0
/**
 * The device services, simulated: what Linux's drivers answer, over an emulated firmware. Nothing is exported; as a plain Java
 * library the package also serves the tests of other bundles, from {@link io.platformfirmware.simulator.SimulatedUpdateDevice},
 * {@link io.platformfirmware.simulator.SimulatedTelemetryDevice} and {@link io.platformfirmware.simulator.SampleCapsules}. TPM chips are
 * in {@link io.platformfirmware.simulator.tpm}.
 */
package io.platformfirmware.simulator;
