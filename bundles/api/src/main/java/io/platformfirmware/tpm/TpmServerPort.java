// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

/** The ports of the two protocols of TPM simulators. */
public enum TpmServerPort {
    /** Commands in the protocol of Microsoft's simulator. */
    MSSIM_COMMAND("mssim", "command"),
    /** Signals to the platform in that protocol. */
    MSSIM_PLATFORM("mssim", "platform"),
    /** Commands and responses as they are, as swtpm takes them. */
    SWTPM_DATA("swtpm", "data"),
    /** Control of swtpm. */
    SWTPM_CONTROL("swtpm", "control");

    private final String protocol;
    private final String channel;

    TpmServerPort(String protocol, String channel) {
        this.protocol = protocol;
        this.channel = channel;
    }

    /**
     * The protocol.
     *
     * @return {@code mssim} or {@code swtpm}, as clients name it
     */
    public String protocol() {
        return protocol;
    }

    /**
     * What the port is for.
     *
     * @return {@code command}, {@code platform}, {@code data} or {@code control}
     */
    public String channel() {
        return channel;
    }
}
