// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import java.security.AccessController;
import java.security.Principal;
import java.util.Optional;
import javax.security.auth.Subject;

/** Who is logged in on the calling thread: the console and the management layer of Karaf run commands as a JAAS subject. */
final class Caller {

    private static final String USER_PRINCIPAL = "UserPrincipal";

    private Caller() {}

    @SuppressWarnings("removal") // the successor, Subject.current(), is not in Java 17
    static Optional<String> name() {
        return Optional.ofNullable(Subject.getSubject(AccessController.getContext())).stream()
                .flatMap(subject -> subject.getPrincipals().stream())
                .filter(principal -> principal.getClass().getSimpleName().equals(USER_PRINCIPAL))
                .map(Principal::getName)
                .findFirst();
    }
}
