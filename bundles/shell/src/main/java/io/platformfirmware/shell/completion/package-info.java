// SPDX-License-Identifier: Apache-2.0
/** What the tab key offers. */
package io.platformfirmware.shell.completion;
