// SPDX-License-Identifier: Apache-2.0
/** Console commands of the simulator. Loaded only where there is a shell. */
package io.platformfirmware.simulator.command;
