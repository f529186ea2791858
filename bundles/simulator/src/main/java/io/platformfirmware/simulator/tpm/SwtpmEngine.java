// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole TPM 2.0: swtpm, which runs elsewhere and listens on two TCP ports, one for commands and the next one for its control
 * ({@code swtpm socket --tpm2 --server type=tcp,port=P --ctrl type=tcp,port=P+1 --flags not-need-init,startup-none}). Every command has
 * a connection of its own, so swtpm may be restarted at any time. Where it can not be reached a command is answered with
 * {@code TPM_RC_FAILURE}.
 */
public final class SwtpmEngine implements TpmEngine {

    private static final Logger LOG = LoggerFactory.getLogger(SwtpmEngine.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** More than the longest command, the making of an RSA key, takes in software. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** {@code CMD_INIT} of swtpm's control channel (swtpm include/swtpm/tpm_ioctl.h), with no flags. */
    private static final int CONTROL_INIT = 2;

    private static final byte[] FAILURE = {(byte) 0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x01};
    private static final int HEADER = 10;
    private static final int SIZE_AT = 2;
    private static final int MAX_ANSWER = 1 << 16;

    private final String host;
    private final int port;
    private final Duration connectTimeout;
    private final Duration answerTimeout;
    private boolean reachable = true;

    /**
     * Not yet connected.
     *
     * @param host where it runs
     * @param port of commands, 1 to 65534; the next one is that of its control
     */
    public SwtpmEngine(String host, int port) {
        this(host, port, CONNECT_TIMEOUT, ANSWER_TIMEOUT);
    }

    SwtpmEngine(String host, int port, Duration connectTimeout, Duration answerTimeout) {
        this.host = host;
        this.port = port;
        this.connectTimeout = connectTimeout;
        this.answerTimeout = answerTimeout;
    }

    @Override
    public byte[] execute(byte[] command) {
        return reached(() -> {
            try (Socket socket = connected(port)) {
                final DataInputStream in = new DataInputStream(socket.getInputStream());
                socket.getOutputStream().write(command);
                socket.getOutputStream().flush();
                return answer(in);
            }
        });
    }

    @Override
    public void reset() {
        reached(() -> {
            try (Socket socket = connected(port + 1)) {
                final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeLong((long) CONTROL_INIT << Integer.SIZE);
                out.flush();
                final int result = new DataInputStream(socket.getInputStream()).readInt();
                if (result != 0) {
                    throw new IOException("swtpm's control answers 0x" + Integer.toHexString(result) + " to CMD_INIT");
                }
                return FAILURE;
            }
        });
    }

    private static byte[] answer(DataInputStream in) throws IOException {
        final byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER) {
            throw new EOFException("swtpm closed the connection after " + header.length + " bytes of an answer");
        }
        final int size = BigEndian.u32(header, SIZE_AT);
        if (size < HEADER || size > MAX_ANSWER) {
            throw new IOException("swtpm announces an answer of " + Integer.toUnsignedString(size) + " bytes");
        }
        final byte[] all = Arrays.copyOf(header, size);
        in.readFully(all, HEADER, size - HEADER);
        return all;
    }

    private Socket connected(int at) throws IOException {
        final Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) answerTimeout.toMillis());
            socket.connect(new InetSocketAddress(host, at), (int) connectTimeout.toMillis());
            return socket;
        } catch (final IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private byte[] reached(Call call) {
        try {
            final byte[] answer = call.run();
            if (!reachable) {
                LOG.info("swtpm at {}:{} answers again", host, port);
                reachable = true;
            }
            return answer;
        } catch (final IOException e) {
            if (reachable) {
                LOG.warn(
                        "swtpm at {}:{} does not answer ({}); TPM commands fail with TPM_RC_FAILURE until it does."
                                + " Start it with: swtpm socket --tpm2 --tpmstate dir=DIR --server type=tcp,port={}"
                                + " --ctrl type=tcp,port={} --flags not-need-init,startup-none",
                        host,
                        port,
                        e.toString(),
                        port,
                        port + 1);
                reachable = false;
            }
            return FAILURE;
        }
    }

    private interface Call {
        byte[] run() throws IOException;
    }
}
