// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.shell.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import io.platformfirmware.shell.UserPath;
import io.platformfirmware.update.CapsuleFile;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.Map;
import org.apache.karaf.shell.api.console.Session;

/** Files that a user names, and which of them were checked in this session. */
final class CapsuleFiles {

    /** Session variable: the digest of each file, by its path, when it was last checked. */
    private static final String CHECKED = "platformfirmware.checked";

    private final Session session;
    private final String operation;

    CapsuleFiles(Session session, String operation) {
        this.session = session;
        this.operation = operation;
    }

    /** Reads a file. */
    CapsuleFile read(String name) throws FirmwareException {
        try {
            return CapsuleFile.read(UserPath.of(session, name));
        } catch (final InvalidPathException e) {
            throw new FirmwareException(
                    Failure.of(FailureReason.CAPSULE_UNREADABLE, operation, "this is not a path: " + name), e);
        }
    }

    /**
     * Reads a file to check it, and remembers which one that was.
     *
     * @param sha256 its digest; null where the user gave none
     */
    CapsuleFile readToCheck(String name, String sha256) throws FirmwareException {
        final CapsuleFile file = read(name);
        if (sha256 != null) {
            require(file, digest(sha256));
        }
        final Map<String, String> checked = new HashMap<>(checked());
        checked.put(file.source(), file.sha256().hex());
        session.put(CHECKED, Map.copyOf(checked));
        return file;
    }

    /**
     * Reads a file that goes to a device, and makes sure that it is the one that is meant.
     *
     * @param sha256 its digest; null where the user gave none, and the file must not have changed since it was last checked
     */
    CapsuleFile readToInstall(String name, String sha256) throws FirmwareException {
        final CapsuleFile file = read(name);
        if (sha256 != null) {
            require(file, digest(sha256));
            return file;
        }
        final String checked = checked().get(file.source());
        if (checked != null && !checked.equals(file.sha256().hex())) {
            throw changed(
                            file,
                            "the file was replaced since it was checked: its SHA-256 is " + file.sha256() + ", and was "
                                    + checked)
                    .next("Check it again with pfru:check " + name + ", or say which one you mean with --sha256.")
                    .asException();
        }
        return file;
    }

    private void require(CapsuleFile file, Sha256 meant) throws FirmwareException {
        if (!file.sha256().equals(meant)) {
            throw changed(
                            file,
                            "this is not the file that is meant: its SHA-256 is " + file.sha256() + ", not " + meant)
                    .next("Get the file again and compare its SHA-256 with what its vendor says.")
                    .asException();
        }
    }

    private Sha256 digest(String text) throws FirmwareException {
        try {
            return new Sha256(text);
        } catch (final IllegalArgumentException e) {
            throw new FirmwareException(Failure.of(FailureReason.INVALID_VALUE, operation, e.getMessage()), e);
        }
    }

    /** As text: after an update of the API bundle the session still holds what the old one put there. */
    @SuppressWarnings("unchecked")
    private Map<String, String> checked() {
        return session.get(CHECKED) instanceof Map<?, ?> known ? (Map<String, String>) known : Map.of();
    }

    private Failure changed(CapsuleFile file, String message) {
        return Failure.of(FailureReason.CAPSULE_CHANGED, operation, file.source() + ": " + message);
    }
}
