// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

/** What {@link FirmwareFunction#START} is asked to do. */
enum StartAction {
    STAGE,
    ACTIVATE,
    STAGE_ACTIVATE
}
