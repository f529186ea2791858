// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.karaf.shell.api.console.Session;

/** Paths as users type them. */
public final class UserPath {

    private static final String HOME = "~/";

    private UserPath() {}

    /**
     * The file that is meant. What {@code ..} leads to is left to the system: behind a symbolic link that is another folder than the words
     * say.
     *
     * @param session of the user
     * @param name absolute, from the home folder with {@code ~/}, or from the folder of the session, which is where Karaf was started
     * @return the path
     * @throws InvalidPathException when the name can not be one
     */
    public static Path of(Session session, String name) {
        return name.startsWith(HOME)
                ? Path.of(System.getProperty("user.home"), name.substring(HOME.length()))
                : session.currentDir().resolve(name);
    }
}
