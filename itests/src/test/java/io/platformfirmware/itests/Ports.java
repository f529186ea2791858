// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;

/**
 * Free ports of the loopback interface, below those that Linux gives to clients (net.ipv4.ip_local_port_range): one of those may be gone
 * before a server takes it, and whoever connects to it again and again until the server is there ends up connected to himself.
 */
final class Ports {

    private static final int FIRST = 10_000;
    private static final int FIRST_OF_CLIENTS = 32_768;

    private Ports() {}

    /** One that is free. */
    static int one() {
        return any(Ports::isFree);
    }

    /** One that is free, and so is the next one. */
    static int two() {
        return any(port -> isFree(port) && isFree(port + 1));
    }

    private static int any(IntPredicate wanted) {
        return ThreadLocalRandom.current()
                .ints(FIRST, FIRST_OF_CLIENTS - 1)
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (final BindException e) {
            return false;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
