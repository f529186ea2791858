// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens at an endpoint, or knows why it does not. Used by one thread, but for {@link #trouble}. */
final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final Endpoint endpoint;
    private Optional<ServerSocketChannel> channel = Optional.empty();
    private Optional<UnixSocketFile> file = Optional.empty();
    private volatile Optional<String> trouble = Optional.of("not tried yet");

    Listener(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Why it does not listen. */
    Optional<String> trouble() {
        return trouble;
    }

    Optional<ServerSocketChannel> channel() {
        return channel;
    }

    /** Begins to listen, where it does not yet. */
    void open(Selector selector) {
        if (channel.isPresent()) {
            return;
        }
        ServerSocketChannel opened = null;
        try {
            if (endpoint.address() instanceof UnixDomainSocketAddress unix) {
                opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                file = Optional.of(UnixSocketFile.bind(opened, unix.getPath(), endpoint.mode()));
            } else {
                opened = ServerSocketChannel.open();
                opened.bind(endpoint.address());
            }
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_ACCEPT, this);
            channel = Optional.of(opened);
            trouble = Optional.empty();
            LOG.info(
                    "{} {} listens on {}",
                    endpoint.port().protocol(),
                    endpoint.port().channel(),
                    endpoint.addressText());
        } catch (final IOException | RuntimeException e) {
            fail(e);
            closeQuietly(opened);
            removeFile();
        }
    }

    /** Begins to listen where it does not, or where nobody finds it any more: somebody has removed the file of its socket. */
    void lookAfter(Selector selector) {
        if (file.map(made -> !made.isThere()).orElse(false)) {
            LOG.warn("{} was removed", endpoint.addressText());
            close();
        }
        open(selector);
    }

    /** It can not go on listening; a later {@link #open} tries again. */
    void fail(Exception why) {
        final String reason = why.getMessage() == null ? why.toString() : why.getMessage();
        if (!trouble.equals(Optional.of(reason))) {
            LOG.warn(
                    "{} {} does not listen on {}: {}",
                    endpoint.port().protocol(),
                    endpoint.port().channel(),
                    endpoint.addressText(),
                    reason);
        }
        close();
        trouble = Optional.of(reason);
    }

    void close() {
        channel.ifPresent(Listener::closeQuietly);
        channel = Optional.empty();
        removeFile();
    }

    private void removeFile() {
        file.ifPresent(made -> {
            try {
                made.remove();
            } catch (final IOException e) {
                LOG.warn("{} stays behind", endpoint.addressText(), e);
            }
        });
        file = Optional.empty();
    }

    private static void closeQuietly(ServerSocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (final IOException e) {
            LOG.debug("closing a socket", e);
        }
    }
}
