// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

/**
 * What a socket server has counted, connections that have ended among it.
 *
 * @param connections how many were accepted
 * @param turnedAway how many were closed at once because there were too many
 * @param dropped how many were closed by the server: they broke the protocol or took too long
 * @param commands how many commands were answered by the TPM
 * @param errors how many commands or requests were not
 * @param bytesIn received from clients
 * @param bytesOut sent to them
 * @param flushed how many transient objects and sessions of vanished clients were flushed
 */
public record TpmServerTotals(
        long connections,
        long turnedAway,
        long dropped,
        long commands,
        long errors,
        long bytesIn,
        long bytesOut,
        long flushed) {}
