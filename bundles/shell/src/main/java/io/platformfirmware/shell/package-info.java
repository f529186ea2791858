// SPDX-License-Identifier: Apache-2.0
/** What all commands share: output options, tables, questions, and failures as an exit status and a sentence. */
package io.platformfirmware.shell;
