// SPDX-License-Identifier: Apache-2.0
/** The commands of scope pfru: firmware update. */
package io.platformfirmware.shell.pfru;
