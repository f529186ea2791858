// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings as Configuration Admin has them: all text, so that any mistake can be named. {@link TctiSettings} reads them. */
@ObjectClassDefinition(
        name = "Platform firmware TPM server (TCTI)",
        description =
                "Sockets through which TPM 2.0 stacks of other programs reach the TPM. Every change applies at once.")
@interface TctiConfig {

    /** The port of commands of mssim. */
    @AttributeDefinition(
            name = "Port of mssim",
            description =
                    "TCP port for commands in the protocol of Microsoft's simulator; its platform port is the next one. 1 to 65534; empty: off.",
            required = false)
    String mssimPort() default "";

    /** The data port of swtpm. */
    @AttributeDefinition(
            name = "Port of swtpm",
            description =
                    "TCP port for commands in the protocol of swtpm; its control port is the next one. 1 to 65534; empty: off.",
            required = false)
    String swtpmPort() default "";

    /** The Unix-domain socket. */
    @AttributeDefinition(
            name = "Unix-domain socket",
            description =
                    "Path of a socket for commands in the protocol of Microsoft's simulator; its platform socket has .ctrl behind the name. Empty: off.",
            required = false)
    String unixSocket() default "";

    /** Who may use the Unix-domain socket. */
    @AttributeDefinition(
            name = "Permissions of the Unix-domain socket",
            description = "0600: this user, 0660: the group too, 0666: everybody. Empty: 0600.",
            required = false)
    String unixSocketMode() default "";

    /** The device. */
    @AttributeDefinition(
            name = "Device",
            description = "Id of the TPM behind the sockets, for example cr50-main. Empty: the only one.",
            required = false)
    String device() default "";

    /** The address. */
    @AttributeDefinition(
            name = "Address",
            description =
                    "IP address to listen on. One that is not loopback needs allowNonLoopback=true. Empty: 127.0.0.1.",
            required = false)
    String address() default "";

    /** Whether others than this machine may connect. */
    @AttributeDefinition(
            name = "Allow other machines",
            description =
                    "true: address may be one that other machines reach. Nothing here asks who they are. Empty: false.",
            required = false)
    String allowNonLoopback() default "";

    /** How many connections. */
    @AttributeDefinition(
            name = "Connections",
            description = "How many there may be at once; a client of mssim has two. 1 to 1000; empty: 32.",
            required = false)
    String maxConnections() default "";

    /** How long a command may be. */
    @AttributeDefinition(
            name = "Command size (bytes)",
            description = "How long a command may be. 64 to 4096; empty: 4096.",
            required = false)
    String maxCommandSize() default "";

    /** Idle timeout (milliseconds). */
    @AttributeDefinition(
            name = "Idle timeout (milliseconds)",
            description =
                    "How long a connection may send nothing between two commands. 0 for as long as it likes; 0 to 86400000; empty: 3600000.",
            required = false)
    String idleTimeout() default "";

    /** Frame timeout (milliseconds). */
    @AttributeDefinition(
            name = "Frame timeout (milliseconds)",
            description =
                    "How long a client may take from the first byte of a command to its last. 1 to 600000; empty: 5000.",
            required = false)
    String frameTimeout() default "";

    /** Write timeout (milliseconds). */
    @AttributeDefinition(
            name = "Write timeout (milliseconds)",
            description = "How long a client may take to read a response. 1 to 600000; empty: 10000.",
            required = false)
    String writeTimeout() default "";
}
