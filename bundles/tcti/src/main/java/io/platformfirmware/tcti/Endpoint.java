// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import io.platformfirmware.tpm.TpmServerPort;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Where one of the ports is.
 *
 * @param port which of them
 * @param service the same for the two ports of a protocol that belong together
 * @param address where it is
 * @param mode permissions of a Unix-domain socket; empty for TCP
 */
record Endpoint(TpmServerPort port, String service, SocketAddress address, Set<PosixFilePermission> mode) {

    /** Copies the permissions. */
    Endpoint {
        mode = Set.copyOf(mode);
    }

    /** Whether it is a Unix-domain socket. */
    boolean isUnix() {
        return address instanceof UnixDomainSocketAddress;
    }

    /** For a person. */
    String addressText() {
        return text(address);
    }

    /** An address for a person. */
    static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            final String host = inet.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
        }
        return address.toString();
    }
}
