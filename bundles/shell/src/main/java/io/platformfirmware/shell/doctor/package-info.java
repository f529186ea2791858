// SPDX-License-Identifier: Apache-2.0
/** Walks from the platform up to the services, and says of each link of that chain whether it holds, and what to do where it does not. */
package io.platformfirmware.shell.doctor;
