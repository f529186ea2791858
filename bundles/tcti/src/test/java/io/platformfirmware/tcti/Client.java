// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A program that speaks one of the protocols, well or badly. */
final class Client implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    Client send(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    /** Hexadecimal digits, blanks between them where it reads better. */
    Client send(String hex) throws IOException {
        return send(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** A command as mssim has it. */
    Client command(int code, int... words) throws IOException {
        return send(framed(0, FakeTransport.command(code, words)));
    }

    static byte[] framed(int locality, byte[] command) {
        return ByteBuffer.allocate(9 + command.length)
                .putInt(8)
                .put((byte) locality)
                .putInt(command.length)
                .put(command)
                .array();
    }

    /** The next bytes. */
    String read(int count) throws IOException {
        final byte[] bytes = new byte[count];
        in.readFully(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A response of mssim, without what is around it. */
    String response() throws IOException {
        final String response = read(Integer.parseInt(read(4), 16));
        if (!read(4).equals("00000000")) {
            throw new IOException("no zero behind the response");
        }
        return response;
    }

    /** Whether the server closes the connection. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (final SocketException e) {
            // closed while something was under way
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
